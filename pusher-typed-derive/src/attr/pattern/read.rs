//! Parses a pattern from left to right.

use syn::LitStr;

use super::{
    check::refuse_lookalike,
    explain::{ForeignPlaceholder, explain, is_field, spell},
    lookalike,
    parts::{Pattern, Placeholder, Segment, is_allowed, mark},
};
use crate::{
    attr::{attributes::Keyed, kind::Kind},
    errors::Errors,
};

/// Parses the pattern. Errors are added to `errors`.
///
/// A kind that is stated beside the pattern must match the pattern, and allows names that look like another
/// kind.
pub(crate) fn read(literal: &LitStr, stated: Option<&Keyed<Kind>>, errors: &mut Errors) -> Pattern {
    let text = literal.value();
    let lookalike = lookalike::find(text.split('<').next().unwrap_or_default());
    let lookalike = lookalike.filter(|_| stated.is_none());
    let trusted = lookalike.map_or(0, |lookalike| lookalike.seen.len());
    let mut reader = Reader { literal, text: &text, trusted, segments: Vec::new(), complete: true, errors };
    reader.read();
    let Reader { segments, complete, .. } = reader;
    let pattern = Pattern { literal: literal.clone(), segments, complete, is_misspelt: lookalike.is_some() };
    pattern.check_adjacent(errors);
    if stated.is_none() {
        pattern.check_type_name(errors);
    }
    pattern.check_repeated(errors);
    pattern.check_length(errors);
    refuse_lookalike(literal, lookalike, pattern.kind(), errors);
    if let Some(stated) = stated {
        pattern.check_kind(stated, errors);
    }
    pattern
}

/// The parser, which reads the text from left to right.
struct Reader<'r> {
    literal: &'r LitStr,
    text: &'r str,
    /// The length of a misleading beginning, which is reported as a whole.
    trusted: usize,
    segments: Vec<Segment>,
    /// Whether all placeholders could be parsed.
    complete: bool,
    errors: &'r mut Errors,
}

impl Reader<'_> {
    fn read(&mut self) {
        if self.text.is_empty() {
            self.errors.at(self.literal, "the pattern is empty; write for example `\"private-orders-<id>\"`");
        }
        let mut at = 0;
        while let Some(rest) = self.text.get(at..).filter(|rest| !rest.is_empty()) {
            at += if rest.starts_with('<') {
                self.placeholder(at, rest)
            } else {
                self.text_until_bracket(at, rest)
            };
        }
    }

    /// Parses literal text and returns its length.
    fn text_until_bracket(&mut self, at: usize, rest: &str) -> usize {
        let len = rest.find('<').unwrap_or(rest.len());
        let text = rest.get(..len).unwrap_or(rest);
        let strange = text.char_indices().find(|(offset, c)| at + offset >= self.trusted && !is_allowed(*c));
        if let Some((offset, character)) = strange {
            let start = at + offset;
            let foreign = ForeignPlaceholder::find(text, offset);
            // The intended placeholders are unknown then.
            self.complete &= foreign.is_none() && !"{}<>".contains(character);
            let (len, (message, hint)) = if let Some(placeholder) = foreign {
                (placeholder.at.len(), placeholder.explain(text))
            } else {
                let before = self.text.get(..start).unwrap_or_default();
                (character.len_utf8(), explain(character, before))
            };
            mark(self.literal, &(start..start + len), &message, &hint, self.errors);
        }
        self.segments.push(Segment::Literal(text.to_owned()));
        len
    }

    /// Parses `<field>` and returns its length.
    fn placeholder(&mut self, at: usize, rest: &str) -> usize {
        let Some(end) = rest.find('>') else {
            self.complete = false;
            let hint = format!("write `{rest}>`");
            mark(self.literal, &(at..self.text.len()), "the placeholder is not closed", &hint, self.errors);
            return rest.len();
        };
        let range = at..at + end + 1;
        let field = rest.get(1..end).unwrap_or_default();
        if field.is_empty() {
            self.complete = false;
            let hint = "write the name of a field, as in `<id>`";
            mark(self.literal, &range, "the placeholder is empty", hint, self.errors);
        } else if !is_field(field) {
            self.complete = false;
            let message = format!("`{field}` is not the name of a field");
            mark(self.literal, &range, &message, &spell(field), self.errors);
        } else {
            self.segments.push(Segment::Placeholder(Placeholder { field: field.to_owned(), at: range }));
        }
        end + 1
    }
}
