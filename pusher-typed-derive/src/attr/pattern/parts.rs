//! The parts of a pattern.

use std::ops::Range;

use syn::LitStr;

use crate::{attr::kind::Kind, errors::Errors};

/// The maximum length of a channel name on the hosted service.
pub(crate) const MAX_NAME: usize = 164;

/// A pattern literal, split into its parts.
pub(crate) struct Pattern {
    pub(crate) literal: LitStr,
    pub(crate) segments: Vec<Segment>,
    /// Whether all placeholders could be parsed.
    pub(crate) complete: bool,
    /// Whether it looks like a different kind of channel, which has been reported.
    pub(crate) is_misspelt: bool,
}

pub(crate) enum Segment {
    Literal(String),
    Placeholder(Placeholder),
}

pub(crate) struct Placeholder {
    pub(crate) field: String,
    /// The byte range of the placeholder in the pattern, including its brackets.
    pub(super) at: Range<usize>,
}

impl Pattern {
    /// The literal text at the beginning of the names.
    fn prefix(&self) -> &str {
        match self.segments.first() {
            Some(Segment::Literal(text)) => text,
            _ => "",
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        Kind::of(self.prefix())
    }

    /// Whether the service keeps the last event.
    pub(crate) fn is_cache(&self) -> bool {
        self.kind().is_cache(self.prefix())
    }

    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Placeholder(placeholder) => Some(placeholder),
            Segment::Literal(_) => None,
        })
    }
}

pub(crate) fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_-=@,.;".contains(character)
}

/// Reports an error in a part of the pattern. On stable Rust a string literal has no spans for its parts, so
/// the text contains a line with carets.
pub(super) fn mark(literal: &LitStr, at: &Range<usize>, message: &str, hint: &str, errors: &mut Errors) {
    let text = literal.value();
    let width = |part: Option<&str>| part.map_or(0, |part| part.chars().count());
    let indent = " ".repeat(width(text.get(..at.start)));
    let carets = "^".repeat(width(text.get(at.clone())).max(1));
    // The carets are aligned only if the pattern is printed without escapes.
    if text.chars().any(char::is_control) {
        errors.at(literal, format!("{message}; {hint}"));
    } else {
        errors.at(literal, format!("{message}\n\n  {text}\n  {indent}{carets} {hint}"));
    }
}
