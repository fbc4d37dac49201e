//! Inexpensive checks of patterns, which decide most cases without a search.
//!
//! Most pairs in a set have different literals at a fixed position: at either end, or after placeholders that
//! end at the same position in both patterns. This check is much cheaper than a search. It leaves the other
//! cases undecided.

use crate::channel::{Pattern, Placeholder, Segment};

/// Whether the two patterns certainly have no name in common; `false` means undecided.
pub(super) const fn apart(left: &Pattern, right: &Pattern) -> bool {
    begin_apart(left, right)
        || walk(Cursor::after_common_literal(left, right), Cursor::after_common_literal(right, left))
        || walk(Cursor::backward(left), Cursor::backward(right))
}

/// Whether the first literals differ. This is the cheapest check and decides most pairs. Two channels of the
/// same kind have the same prefix, which is skipped.
pub(super) const fn begin_apart(left: &Pattern, right: &Pattern) -> bool {
    let same_kind = left.kind() as u8 == right.kind() as u8;
    let known = if same_kind { left.kind().prefix().len() } else { 0 };
    differ(left.literal_prefix().as_bytes(), right.literal_prefix().as_bytes(), known)
}

/// Whether two texts differ at a position that exists in both, starting at `from`.
const fn differ(left: &[u8], right: &[u8], from: usize) -> bool {
    let shorter = if left.len() < right.len() { left.len() } else { right.len() };
    let mut at = from;
    while at < shorter {
        if left[at] != right[at] {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether certainly no name begins with `prefix`; `false` means undecided.
pub(super) const fn never_begins_with(pattern: &Pattern, prefix: &str) -> bool {
    let mut prefix = prefix.as_bytes();
    if differ(pattern.literal_prefix().as_bytes(), prefix, 0) {
        return true;
    }
    let mut names = Cursor::forward(pattern);
    while let [expected, rest @ ..] = prefix {
        match names.next() {
            Next::Byte(byte) if byte == *expected => prefix = rest,
            Next::Value(value) => return !value.chars.contains_byte(*expected),
            Next::Byte(_) | Next::End => return true,
        }
    }
    false
}

/// Whether each name certainly has a single interpretation: every value except the last has a fixed length,
/// or ends at a character that it cannot contain.
pub(super) const fn one_reading(pattern: &Pattern) -> bool {
    if let [Segment::Literal(_), Segment::Placeholder(_)] | [Segment::Literal(_)] = pattern.segments() {
        return true;
    }
    let mut names = Cursor::forward(pattern);
    loop {
        match names.next() {
            Next::End => return true,
            Next::Byte(_) => {}
            Next::Value(value) => {
                let ended = match names.peek() {
                    Next::Byte(end) => !value.chars.contains_byte(end),
                    Next::Value(_) | Next::End => false,
                };
                if !ended && value.min_len != value.max_len {
                    return !names.has_value();
                }
            }
        }
    }
}

/// Advances through both patterns while they are at the same position in every name that they share.
const fn walk(mut left: Cursor, mut right: Cursor) -> bool {
    loop {
        match (left.next(), right.next()) {
            (Next::Byte(l), Next::Byte(r)) => {
                if l != r {
                    return true;
                }
            }
            (Next::Value(value), Next::Byte(byte)) | (Next::Byte(byte), Next::Value(value)) => {
                return !value.chars.contains_byte(byte);
            }
            (Next::Value(l), Next::Value(r)) => {
                if l.chars.intersection(r.chars).is_empty() {
                    return true;
                }
                if !end_together(&l, &left, &r, &right) {
                    return false;
                }
            }
            (Next::End, Next::End) => return false,
            // Values are never empty.
            (Next::End, _) | (_, Next::End) => return true,
        }
    }
}

/// Whether two values that begin at the same position certainly end at the same position: both have
/// the same fixed length, or the first character after them is one that neither can contain.
const fn end_together(l: &Placeholder, left: &Cursor, r: &Placeholder, right: &Cursor) -> bool {
    if l.min_len == l.max_len && r.min_len == r.max_len && l.min_len == r.min_len {
        return true;
    }
    match (left.peek(), right.peek()) {
        (Next::Byte(end), Next::Byte(other)) => end == other && !l.chars.union(r.chars).contains_byte(end),
        _ => false,
    }
}

/// The next part of the names of a pattern.
enum Next {
    Byte(u8),
    Value(Placeholder),
    End,
}

/// A position in a pattern that is read in one direction.
#[derive(Clone, Copy)]
struct Cursor {
    literal: &'static [u8],
    segments: &'static [Segment],
    backward: bool,
}

impl Cursor {
    const fn forward(pattern: &Pattern) -> Cursor {
        Cursor { literal: &[], segments: pattern.segments(), backward: false }
    }

    /// The position after the first literals, up to the length of the shorter one. They do not differ up to
    /// there.
    const fn after_common_literal(pattern: &Pattern, other: &Pattern) -> Cursor {
        let (own, other) = (pattern.literal_prefix(), other.literal_prefix());
        let common = if own.len() < other.len() { own.len() } else { other.len() };
        let (_, literal) = own.as_bytes().split_at(common);
        let segments = match pattern.segments() {
            [Segment::Literal(_), rest @ ..] => rest,
            all => all,
        };
        Cursor { literal, segments, backward: false }
    }

    const fn backward(pattern: &Pattern) -> Cursor {
        Cursor { backward: true, ..Cursor::forward(pattern) }
    }

    const fn next(&mut self) -> Next {
        if let Some(byte) = self.next_byte() {
            return Next::Byte(byte);
        }
        let (segment, rest) = match (self.backward, self.segments) {
            (_, []) => return Next::End,
            (false, [segment, rest @ ..]) | (true, [rest @ .., segment]) => (segment, rest),
        };
        self.segments = rest;
        match segment {
            Segment::Placeholder(placeholder) => Next::Value(*placeholder),
            Segment::Literal(literal) => {
                self.literal = literal.as_bytes();
                self.next()
            }
        }
    }

    const fn next_byte(&mut self) -> Option<u8> {
        let (byte, rest) = match (self.backward, self.literal) {
            (_, []) => return None,
            (false, [byte, rest @ ..]) | (true, [rest @ .., byte]) => (*byte, rest),
        };
        self.literal = rest;
        Some(byte)
    }

    const fn peek(mut self) -> Next {
        self.next()
    }

    const fn has_value(mut self) -> bool {
        loop {
            match self.next() {
                Next::Byte(_) => {}
                Next::Value(_) => return true,
                Next::End => return false,
            }
        }
    }
}
