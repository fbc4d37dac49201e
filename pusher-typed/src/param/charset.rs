//! Sets of ASCII characters, for the text of parameters.

use std::fmt;

/// A set of ASCII characters, computed at compile time.
///
/// ```
/// use pusher_typed::CharSet;
///
/// const HEX: CharSet = CharSet::new("0-9a-f");
/// assert!(HEX.contains('c') && !HEX.contains('g'));
/// assert_eq!(HEX.to_string(), "a-f0-9");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CharSet(u128);

impl CharSet {
    /// Every character that a channel name may contain: `a-zA-Z0-9_-=@,.;`
    /// ([channel naming conventions][docs]).
    ///
    /// [docs]: https://pusher.com/docs/channels/using_channels/channels/#channel-naming-conventions
    pub const CHANNEL: CharSet = CharSet::new("a-zA-Z0-9_\\-=@,.;");
    /// `0-9`
    pub const DIGITS: CharSet = CharSet::new("0-9");
    /// The empty set.
    pub const EMPTY: CharSet = CharSet(0);

    /// Creates a set from `spec`, which has the form of a bracket expression in a regular
    /// expression: single characters and ranges such as `a-z`. A literal `-` is first, last, or
    /// written as `\-`.
    ///
    /// # Panics
    /// Panics if `spec` is not ASCII, has a range whose start is after its end, or has a `\` before a
    /// character other than `-` and `\`. In a constant this is a compile error.
    #[allow(clippy::indexing_slicing)] // every index is checked against the length
    pub const fn new(spec: &str) -> CharSet {
        let spec = spec.as_bytes();
        let mut set = 0;
        let mut at = 0;
        while at < spec.len() {
            if spec[at] == b'\\' && at + 1 < spec.len() {
                at += 1;
                assert!(matches!(spec[at], b'-' | b'\\'), "`\\` is only allowed before `-` or `\\`");
            }
            let first = spec[at];
            let mut last = first;
            if at + 2 < spec.len() && spec[at + 1] == b'-' {
                at += if spec[at + 2] == b'\\' && at + 3 < spec.len() { 3 } else { 2 };
                last = spec[at];
            }
            assert!(last < 128, "a character set contains only ASCII characters");
            assert!(first <= last, "the start of a character range is after its end");
            let mut byte = first;
            while byte <= last {
                set |= 1 << byte;
                byte += 1;
            }
            at += 1;
        }
        CharSet(set)
    }

    /// The set of one ASCII character.
    pub(crate) const fn byte(byte: u8) -> CharSet {
        CharSet(if byte < 128 { 1 << byte } else { 0 })
    }

    /// Whether `character` is in the set.
    pub const fn contains(self, character: char) -> bool {
        (character as u32) < 128 && self.0 & (1 << character as u32) != 0
    }

    pub(crate) const fn contains_byte(self, byte: u8) -> bool {
        // Only the relevant half of the set: one machine word.
        #[allow(clippy::cast_possible_truncation)]
        let half = if byte & 64 == 0 { self.0 as u64 } else { (self.0 >> 64) as u64 };
        byte < 128 && (half >> (byte & 63)) & 1 == 1
    }

    /// The characters in either set.
    #[must_use]
    pub const fn union(self, other: CharSet) -> CharSet {
        CharSet(self.0 | other.0)
    }

    /// The ASCII characters from one to another.
    pub(crate) const fn between(first: u8, last: u8) -> CharSet {
        let mut set = 0;
        let mut byte = first;
        while byte <= last && byte < 128 {
            set |= 1 << byte;
            byte += 1;
        }
        CharSet(set)
    }

    /// The characters of this set that the other does not have.
    pub(crate) const fn without(self, other: CharSet) -> CharSet {
        CharSet(self.0 & !other.0)
    }

    /// The characters in both sets.
    #[must_use]
    pub const fn intersection(self, other: CharSet) -> CharSet {
        CharSet(self.0 & other.0)
    }

    /// Whether the set has no character.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `other` has every character of this set.
    pub const fn is_subset_of(self, other: CharSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// One character of the set, for examples; a letter or digit if there is one.
    pub(crate) const fn example(self) -> u8 {
        let mut byte = b'a';
        while byte <= b'z' {
            if self.contains_byte(byte) {
                return byte;
            }
            byte += 1;
        }
        let mut byte = b'1';
        while byte <= b'9' {
            if self.contains_byte(byte) {
                return byte;
            }
            byte += 1;
        }
        // A set has the bits 0 to 127.
        #[allow(clippy::cast_possible_truncation)]
        let lowest = self.0.trailing_zeros() as u8;
        lowest
    }
}

/// The ranges that are abbreviated as `a-z`; other characters are listed individually.
const READABLE: [(u8, u8); 3] = [(b'a', b'z'), (b'A', b'Z'), (b'0', b'9')];

/// Writes the set in the form that [`CharSet::new`] reads.
impl fmt::Display for CharSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (first, last) in READABLE {
            let mut rest = first..=last;
            while let Some(start) = rest.find(|byte| self.contains_byte(*byte)) {
                let end = rest.by_ref().take_while(|byte| self.contains_byte(*byte)).last().unwrap_or(start);
                fmt_range(start, end, f)?;
            }
        }
        let mut others =
            (0..128_u8).filter(|byte| !byte.is_ascii_alphanumeric() && self.contains_byte(*byte));
        others.try_for_each(|byte| write!(f, "{}", Escaped(byte)))
    }
}

fn fmt_range(start: u8, end: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match end - start {
        0 => write!(f, "{}", Escaped(start)),
        1 => write!(f, "{}{}", Escaped(start), Escaped(end)),
        _ => write!(f, "{}-{}", Escaped(start), Escaped(end)),
    }
}

/// One character, escaped if [`CharSet::new`] requires it.
struct Escaped(u8);

impl fmt::Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self.0, b'-' | b'\\') {
            f.write_str("\\")?;
        }
        write!(f, "{}", char::from(self.0))
    }
}

impl fmt::Debug for CharSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CharSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_channel_set_is_the_documented_one() {
        let allowed: String = (0_u8..128).map(char::from).filter(|c| CharSet::CHANNEL.contains(*c)).collect();
        assert_eq!(allowed, ",-.0123456789;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
        assert!(!CharSet::CHANNEL.contains('é') && !CharSet::CHANNEL.contains('٣'));
    }

    #[test]
    fn a_dash_at_either_end_is_itself() {
        assert_eq!(CharSet::new("-a"), CharSet::new("a\\-"));
        assert_eq!(CharSet::new("a-"), CharSet::new("-a"));
    }

    proptest! {
        #[test]
        fn display_is_the_inverse_of_new(bits: u128) {
            let set = CharSet(bits & !1);
            prop_assert_eq!(CharSet::new(&set.to_string()), set);
        }
    }
}
