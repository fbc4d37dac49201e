//! Reads a channel pattern and finds everything that is wrong with it.

use std::{fmt, ops::Range};

use syn::{Ident, LitStr};

use crate::{
    errors::Errors,
    lookalike::{self, Lookalike},
    suggest,
};

/// The longest channel name that the hosted service takes.
const MAX_NAME: usize = 164;

/// A pattern literal, split into its parts.
pub(crate) struct Pattern {
    pub(crate) literal: LitStr,
    pub(crate) segments: Vec<Segment>,
    /// All placeholders could be read.
    pub(crate) complete: bool,
}

pub(crate) enum Segment {
    Literal(String),
    Placeholder(Placeholder),
}

pub(crate) struct Placeholder {
    pub(crate) field: String,
    /// Where it stands in the pattern, with its brackets, in bytes.
    at: Range<usize>,
}

/// What the prefix of a pattern makes of the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Public,
    Private,
    Encrypted,
    Presence,
}

impl Kind {
    pub(crate) const ALL: [Kind; 4] = [Kind::Public, Kind::Private, Kind::Encrypted, Kind::Presence];

    fn prefix(self) -> &'static str {
        match self {
            Kind::Public => "",
            Kind::Private => "private-",
            Kind::Encrypted => "private-encrypted-",
            Kind::Presence => "presence-",
        }
    }
}

/// As it is written in `kind = …`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Public => "public",
            Kind::Private => "private",
            Kind::Encrypted => "encrypted",
            Kind::Presence => "presence",
        })
    }
}

impl Pattern {
    /// Reads the pattern; what is wrong goes to `errors`.
    ///
    /// A kind that is stated beside the pattern must be the pattern's own, and allows names that look like another.
    pub(crate) fn parse(literal: &LitStr, stated: Option<&(Ident, Kind)>, errors: &mut Errors) -> Pattern {
        let text = literal.value();
        let lookalike = lookalike::find(text.split('<').next().unwrap_or_default());
        let lookalike = lookalike.filter(|_| stated.is_none());
        let trusted = lookalike.map_or(0, |lookalike| lookalike.seen.len());
        let mut reader =
            Reader { literal, text: &text, trusted, segments: Vec::new(), complete: true, errors };
        reader.read();
        let Reader { segments, complete, .. } = reader;
        let pattern = Pattern { literal: literal.clone(), segments, complete };
        pattern.check_adjacent(errors);
        pattern.check_repeated(errors);
        pattern.check_length(errors);
        refuse_lookalike(literal, lookalike, pattern.kind(), errors);
        if let Some((key, stated)) = stated {
            pattern.check_kind(key, *stated, errors);
        }
        pattern
    }

    /// The literal text that the names begin with.
    fn prefix(&self) -> &str {
        match self.segments.first() {
            Some(Segment::Literal(text)) => text,
            _ => "",
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        let prefix = self.prefix();
        if prefix.starts_with("private-encrypted-") {
            Kind::Encrypted
        } else if prefix.starts_with("private-") {
            Kind::Private
        } else if prefix.starts_with("presence-") {
            Kind::Presence
        } else {
            Kind::Public
        }
    }

    /// Whether the service keeps the last event.
    pub(crate) fn is_cache(&self) -> bool {
        let prefix = match self.kind() {
            Kind::Public => "cache-",
            Kind::Private => "private-cache-",
            Kind::Encrypted => "private-encrypted-cache-",
            Kind::Presence => "presence-cache-",
        };
        self.prefix().starts_with(prefix)
    }

    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Placeholder(placeholder) => Some(placeholder),
            Segment::Literal(_) => None,
        })
    }

    /// Refuses placeholders that are not among `fields`.
    pub(crate) fn check_fields(&self, fields: &[String], errors: &mut Errors) {
        for placeholder in self.placeholders() {
            if fields.contains(&placeholder.field) {
                continue;
            }
            let hint = match suggest::closest(&placeholder.field, fields.iter().map(String::as_str)) {
                Some(field) => format!("did you mean `<{field}>`?"),
                None if fields.is_empty() => format!("add a field `{}`", placeholder.field),
                None => format!("the fields are {}", suggest::list(fields)),
            };
            let message = format!("the placeholder `<{}>` has no field", placeholder.field);
            mark(&self.literal, &placeholder.at, &message, &hint, errors);
        }
    }

    /// Refuses a stated kind that the prefix does not make.
    fn check_kind(&self, key: &Ident, stated: Kind, errors: &mut Errors) {
        let kind = self.kind();
        if kind != stated {
            let message = match stated.prefix() {
                "" => format!(
                    "the pattern makes a {kind} channel, not a public one; write `kind = {kind}`, or remove the prefix"
                ),
                prefix => format!(
                    "the pattern makes a {kind} channel; begin it with `{prefix}`, or write `kind = {kind}`"
                ),
            };
            errors.at(key, message);
        }
    }

    fn check_adjacent(&self, errors: &mut Errors) {
        for pair in self.segments.windows(2) {
            if let [Segment::Placeholder(first), Segment::Placeholder(second)] = pair {
                let message = "two placeholders without anything between them cannot be told apart";
                let hint = format!("write `<{}>-<{}>`", first.field, second.field);
                mark(&self.literal, &(first.at.start..second.at.end), message, &hint, errors);
            }
        }
    }

    fn check_repeated(&self, errors: &mut Errors) {
        let placeholders: Vec<&Placeholder> = self.placeholders().collect();
        for (at, placeholder) in placeholders.iter().enumerate() {
            if placeholders.iter().take(at).any(|earlier| earlier.field == placeholder.field) {
                let message = format!("the placeholder `<{}>` stands twice", placeholder.field);
                mark(&self.literal, &placeholder.at, &message, "each field has one place", errors);
            }
        }
    }

    fn check_length(&self, errors: &mut Errors) {
        let literals = self.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => text.len(),
            Segment::Placeholder(_) => 0,
        });
        let len: usize = literals.sum();
        if len > MAX_NAME {
            let message =
                format!("the pattern has {len} literal characters, a channel name has at most {MAX_NAME}");
            errors.at(&self.literal, message);
        }
    }
}

/// Reads the text from left to right.
struct Reader<'r> {
    literal: &'r LitStr,
    text: &'r str,
    /// The length of a misleading beginning, which is reported as a whole.
    trusted: usize,
    segments: Vec<Segment>,
    /// All placeholders could be read.
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

    /// Reads fixed text and returns its length.
    fn text_until_bracket(&mut self, at: usize, rest: &str) -> usize {
        let len = rest.find('<').unwrap_or(rest.len());
        let text = rest.get(..len).unwrap_or(rest);
        let strange = text.char_indices().find(|(offset, c)| at + offset >= self.trusted && !is_allowed(*c));
        if let Some((offset, character)) = strange {
            self.complete &= !"{}<>".contains(character);
            let start = at + offset;
            let end =
                braced_end(text, offset, character).map_or(start + character.len_utf8(), |end| at + end);
            let (message, hint) = explain(character, self.text.get(start..end).unwrap_or_default());
            mark(self.literal, &(start..end), &message, &hint, self.errors);
        }
        self.segments.push(Segment::Literal(text.to_owned()));
        len
    }

    /// Reads `<field>` and returns its length.
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
        } else if syn::parse_str::<syn::Ident>(field).is_err()
            && syn::parse_str::<syn::Ident>(&format!("r#{field}")).is_err()
        {
            self.complete = false;
            let message = format!("`{field}` is not the name of a field");
            mark(self.literal, &range, &message, &spell(field), self.errors);
        } else {
            self.segments.push(Segment::Placeholder(Placeholder { field: field.to_owned(), at: range }));
        }
        end + 1
    }
}

/// How `field` would be written as a field's name.
fn spell(field: &str) -> String {
    let trimmed: String = field.trim().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    match syn::parse_str::<syn::Ident>(&trimmed) {
        Ok(name) => format!("did you mean `<{name}>`?"),
        Err(_) => "write the name of a field, as in `<id>`".to_owned(),
    }
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-=@,.;".contains(character)
}

/// Where a `{field}` that begins at `offset` ends.
fn braced_end(text: &str, offset: usize, character: char) -> Option<usize> {
    let rest = text.get(offset..).filter(|_| character == '{')?;
    rest.find('}').map(|len| offset + len + 1)
}

/// What is wrong with a character, and what to write instead.
fn explain(character: char, marked: &str) -> (String, String) {
    let set = "channel names consist of `a-zA-Z0-9_-=@,.;`";
    match character {
        '{' => {
            let field = marked.trim_matches(['{', '}']);
            let field = if field.is_empty() { "field" } else { field };
            ("placeholders are spelled `<field>`, not `{field}`".to_owned(), format!("write `<{field}>`"))
        }
        '>' => ("`>` closes a placeholder that was not opened".to_owned(), "write `<field>`".to_owned()),
        '#' => (
            "`#` is reserved for the service's own channels".to_owned(),
            "an event for one user is declared with `#[pusher(user, event = \"…\")]`".to_owned(),
        ),
        ' ' => ("a channel name cannot contain a space".to_owned(), "use `-` or `_`".to_owned()),
        ':' | '/' => (format!("a channel name cannot contain `{character}`"), "use `-` or `.`".to_owned()),
        _ => (format!("a channel name cannot contain {character:?}"), set.to_owned()),
    }
}

/// Refuses names that look like another kind than they are.
fn refuse_lookalike(literal: &LitStr, lookalike: Option<Lookalike<'_>>, actual: Kind, errors: &mut Errors) {
    let Some(Lookalike { seen, meant, kind }) = lookalike else { return };
    let message = format!("a name that begins with `{seen}` is a {actual} channel; did you mean {kind}?");
    let hint = format!("write `{meant}…`, or add `kind = {actual}` if the name is meant as it is");
    mark(literal, &(0..seen.len()), &message, &hint, errors);
}

/// Reports a mistake in a part of the pattern: a string's inside has no spans
/// on stable Rust, so the text draws the caret line.
fn mark(literal: &LitStr, at: &Range<usize>, message: &str, hint: &str, errors: &mut Errors) {
    let text = literal.value();
    let width = |part: Option<&str>| part.map_or(0, |part| part.chars().count());
    let indent = " ".repeat(width(text.get(..at.start)));
    let carets = "^".repeat(width(text.get(at.clone())).max(1));
    // The caret line only works for a pattern that prints as it is.
    if text.chars().any(char::is_control) {
        errors.at(literal, format!("{message}; {hint}"));
    } else {
        errors.at(literal, format!("{message}\n\n  {text}\n  {indent}{carets} {hint}"));
    }
}
