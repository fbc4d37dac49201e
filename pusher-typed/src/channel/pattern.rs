//! The pattern of a channel's names.

use std::fmt;

use super::{
    kind::ChannelKind,
    name::{ChannelName, ChannelNameError},
};
use crate::param::{CharSet, ParamTexts, ParamValues, WriteParam};

/// The form of the names of one channel type: literals and placeholders.
///
/// ```
/// use pusher_typed::{Channel, ChannelKind, channel::Segment};
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// let pattern = OrderChannel::PATTERN;
/// assert_eq!(pattern.as_str(), "private-orders-<id>");
/// assert_eq!(pattern.kind(), ChannelKind::Private);
/// assert_eq!(pattern.segments()[0], Segment::Literal("private-orders-"));
/// assert!(matches!(pattern.segments()[1], Segment::Placeholder(id) if id.field == "id"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    text: &'static str,
    segments: &'static [Segment],
    kind: ChannelKind,
    recoverable: bool,
}

/// One part of a [`Pattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Literal text.
    Literal(&'static str),
    /// A placeholder for the field of the same name.
    Placeholder(Placeholder),
}

/// A placeholder, and the texts that can replace it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// The name of the field.
    pub field: &'static str,
    /// The characters that its text may contain.
    pub chars: CharSet,
    /// The minimum length of its text, in bytes; at least 1.
    pub min_len: usize,
    /// The maximum length of its text, in bytes; `usize::MAX` without a limit.
    pub max_len: usize,
    /// Which texts with these characters and lengths are values.
    pub values: ParamValues,
    /// Whole texts that are not values.
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

    /// Whether a text, whose characters and length were checked, is the text of a value.
    fn contains(&self, text: &str) -> bool {
        !self.excluded.contains(&text) && self.values.contain(text)
    }
}

impl Pattern {
    /// For generated code. The macro guarantees that `text` and `segments` agree.
    pub(crate) const fn new(text: &'static str, segments: &'static [Segment]) -> Pattern {
        let kind = match segments {
            [Segment::Literal(first), ..] => ChannelKind::from_name(first),
            _ => ChannelKind::Public,
        };
        Pattern { text, segments, kind, recoverable: false }
    }

    /// For generated code: the pattern of a channel that was declared with `recoverable`.
    #[doc(hidden)]
    #[must_use]
    pub const fn recoverable(self) -> Pattern {
        Pattern { recoverable: true, ..self }
    }

    /// The declared pattern, such as `private-orders-<id>`.
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Its literals and placeholders, in order.
    pub const fn segments(&self) -> &'static [Segment] {
        self.segments
    }

    /// The kind of the channels with this pattern.
    pub const fn kind(&self) -> ChannelKind {
        self.kind
    }

    /// Whether the events of the channels with this pattern are recoverable.
    pub const fn is_recoverable(&self) -> bool {
        self.recoverable
    }

    /// The literal at the beginning of every name, such as `private-orders-`.
    pub const fn literal_prefix(&self) -> &'static str {
        match self.segments {
            [Segment::Literal(first), ..] => first,
            _ => "",
        }
    }

    /// Creates a name; `params` are in the order of the placeholders.
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

    /// Like [`split_into`](Pattern::split_into), for any number of placeholders.
    #[cfg(test)]
    pub(crate) fn split<'n>(&self, name: &'n str) -> Option<Vec<&'n str>> {
        let is_placeholder = |segment: &&Segment| matches!(segment, Segment::Placeholder(_));
        let mut texts = vec![""; self.segments.iter().filter(is_placeholder).count()];
        split(self.segments, name, &mut texts).then_some(texts)
    }

    /// Whether `name` is a name of this pattern.
    pub(crate) fn matches(&self, name: &str) -> bool {
        split(self.segments, name, &mut [])
    }

    /// Splits `name` into the text of each placeholder, in order. The compiler has proved that there is
    /// at most one way to split it.
    pub(crate) fn split_into<'n, const N: usize>(&self, name: &'n str) -> Option<[&'n str; N]> {
        let mut texts = [""; N];
        split(self.segments, name, &mut texts).then_some(texts)
    }
}

/// Matches `name` with `segments` and stores the placeholders' texts in `texts`, as far as it has room for them.
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
    let (own, texts) = match texts.split_first_mut() {
        Some((own, texts)) => (Some(own), texts),
        None => (None, <&mut [&str]>::default()),
    };
    // Never longer than a value can be, because names come from untrusted input.
    let reach = name.bytes().take(placeholder.max_len);
    let longest = reach.take_while(|byte| placeholder.chars.contains_byte(*byte)).count();
    // The last placeholder matches the rest. The others end at the next literal, which is usually the
    // end of the run of allowed characters.
    let shortest = if rest.is_empty() { name.len().max(placeholder.min_len) } else { placeholder.min_len };
    for len in (shortest..=longest).rev() {
        let Some((text, after)) = name.split_at_checked(len) else { continue };
        if placeholder.contains(text) && split(rest, after, texts) {
            if let Some(own) = own {
                *own = text;
            }
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
    /// A set of channels.
    Any(&'static [Patterns]),
    /// Every valid channel name: [`ChannelName`] itself.
    All,
}

impl Patterns {
    /// Whether a channel of the set can have this name.
    pub(crate) fn fit(&self, name: &str) -> bool {
        match self {
            Patterns::One(pattern) => pattern.matches(name),
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
