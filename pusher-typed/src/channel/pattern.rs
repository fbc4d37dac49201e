//! The pattern of a channel's names, as data.

use std::fmt;

use super::{
    kind::ChannelKind,
    name::{ChannelName, ChannelNameError},
};
use crate::param::{CharSet, ParamTexts, ParamValues, WriteParam};

/// What the names of one channel type look like: fixed text and placeholders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    text: &'static str,
    segments: &'static [Segment],
    kind: ChannelKind,
}

/// One part of a [`Pattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Text that stands in the name as it is.
    Literal(&'static str),
    /// A placeholder, filled by the field of the same name.
    Placeholder(Placeholder),
}

/// The texts that may stand for one placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// The field that it stands for.
    pub field: &'static str,
    /// The characters that its text may contain.
    pub chars: CharSet,
    /// The least length of its text, in bytes; at least 1.
    pub min_len: usize,
    /// The greatest length of its text, in bytes; `usize::MAX` without a limit.
    pub max_len: usize,
    /// Which texts with these characters and lengths are those of a value.
    pub values: ParamValues,
    /// Whole texts that are not.
    pub excluded: &'static [&'static str],
}

impl Placeholder {
    /// The placeholder for a field whose values have these texts.
    pub(crate) const fn new(field: &'static str, texts: ParamTexts) -> Placeholder {
        let ParamTexts { chars, min_len, max_len, values, excluded } = texts;
        let min_len = if min_len == 0 { 1 } else { min_len };
        let chars = chars.intersection(CharSet::CHANNEL);
        Placeholder { field, chars, min_len, max_len, values, excluded }
    }

    /// Whether a text that has its characters and a length of its own is that of a value.
    fn contains(&self, text: &str) -> bool {
        !self.excluded.contains(&text) && self.values.contain(text)
    }
}

impl Pattern {
    /// For generated code: the macro has checked that `text` and `segments` say the same.
    pub(crate) const fn new(text: &'static str, segments: &'static [Segment]) -> Pattern {
        let kind = match segments {
            [Segment::Literal(first), ..] => ChannelKind::from_name(first),
            _ => ChannelKind::Public,
        };
        Pattern { text, segments, kind }
    }

    /// The pattern as it was declared: `private-orders-<id>`.
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Its parts, in order.
    pub const fn segments(&self) -> &'static [Segment] {
        self.segments
    }

    /// The kind of every channel with such a name.
    pub const fn kind(&self) -> ChannelKind {
        self.kind
    }

    /// The fixed text that every name begins with: `private-orders-`.
    pub const fn literal_prefix(&self) -> &'static str {
        match self.segments {
            [Segment::Literal(first), ..] => first,
            _ => "",
        }
    }

    /// Puts a name together; `params` stand in the order of the placeholders.
    pub(crate) fn fill(&self, params: &[&dyn WriteParam]) -> Result<ChannelName, ChannelNameError> {
        let mut name = String::with_capacity(self.text.len() + 24);
        let mut params = params.iter();
        for segment in self.segments {
            match segment {
                Segment::Literal(text) => name.push_str(text),
                Segment::Placeholder(placeholder) => {
                    let Some(param) = params.next() else { continue };
                    param.append(&mut name).map_err(|error| ChannelNameError::Param {
                        pattern: self.text,
                        field: placeholder.field,
                        error,
                    })?;
                }
            }
        }
        Ok(ChannelName::from_checked(name))
    }

    /// The one way to read `name`: the text of each placeholder, in order.
    ///
    /// That there is at most one is proved when the pattern is compiled.
    #[cfg(any(test, feature = "client"))]
    pub(crate) fn split<'n>(&self, name: &'n str) -> Option<Vec<&'n str>> {
        let is_placeholder = |segment: &&Segment| matches!(segment, Segment::Placeholder(_));
        let mut texts = vec![""; self.segments.iter().filter(is_placeholder).count()];
        split(self.segments, name, &mut texts).then_some(texts)
    }

    /// The same, where the number of placeholders is known.
    pub(crate) fn split_into<'n, const N: usize>(&self, name: &'n str) -> Option<[&'n str; N]> {
        let mut texts = [""; N];
        split(self.segments, name, &mut texts).then_some(texts)
    }
}

/// Fits `name` to `segments`, leaving the placeholders' texts in `texts`.
fn split<'n>(segments: &[Segment], name: &'n str, texts: &mut [&'n str]) -> bool {
    match segments {
        [] => name.is_empty(),
        [Segment::Literal(literal), rest @ ..] => {
            name.strip_prefix(literal).is_some_and(|name| split(rest, name, texts))
        }
        [Segment::Placeholder(placeholder), rest @ ..] => {
            split_at_placeholder(placeholder, rest, name, texts)
        }
    }
}

fn split_at_placeholder<'n>(
    placeholder: &Placeholder,
    rest: &[Segment],
    name: &'n str,
    texts: &mut [&'n str],
) -> bool {
    let Some((own, texts)) = texts.split_first_mut() else { return false };
    // Never further than a value may reach: names come from strangers.
    let reach = name.bytes().take(placeholder.max_len);
    let longest = reach.take_while(|byte| placeholder.chars.contains_byte(*byte)).count();
    // A last placeholder takes all that is left; the others end where the next
    // literal begins, which most often is the end of the run.
    let shortest = if rest.is_empty() { name.len().max(placeholder.min_len) } else { placeholder.min_len };
    for len in (shortest..=longest).rev() {
        let Some((text, after)) = name.split_at_checked(len) else { continue };
        *own = text;
        if placeholder.contains(text) && split(rest, after, texts) {
            return true;
        }
    }
    false
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.text)
    }
}

/// The patterns of a channel set: a channel's own, or those of all variants.
#[derive(Debug, Clone, Copy)]
pub enum Patterns {
    /// One channel type.
    One(Pattern),
    /// A closed set of them.
    Any(&'static [Patterns]),
    /// Every valid channel name: [`ChannelName`] itself.
    All,
}

impl Patterns {
    /// Whether a channel with this name may be of the set.
    #[cfg(feature = "client")]
    pub(crate) fn fit(&self, name: &str) -> bool {
        match self {
            Patterns::One(pattern) => pattern.split(name).is_some(),
            Patterns::Any(sets) => sets.iter().any(|set| set.fit(name)),
            Patterns::All => true,
        }
    }
}

/// The patterns, separated by commas.
impl fmt::Display for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Patterns::One(pattern) => write!(f, "`{pattern}`"),
            Patterns::Any(sets) => {
                for (at, set) in sets.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{set}")?;
                }
                Ok(())
            }
            Patterns::All => f.write_str("any channel name"),
        }
    }
}
