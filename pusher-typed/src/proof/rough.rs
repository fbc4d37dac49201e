//! What a search over rough names decides: cheaper than one over the exact names,
//! and nearly always enough.
//!
//! A rough placeholder is any text of its characters, whatever its length. So the
//! names of a pattern are a chain of characters some of which repeat, and include
//! all exact ones. Where two chains have nothing in common, neither have the patterns.
//! They are followed from the end and from the beginning, because words that differ are
//! reached soon from one side, whatever stands on the other.

use super::{
    length::{MAX_NAME, longest_name},
    search::Search,
};
use crate::channel::{CharSet, Pattern, Patterns, Segment};

/// The rough names of the members of a set, each made once for all pairs. Reading them from
/// their ends decides most pairs that begin alike.
pub(super) struct Ends {
    chains: [Chain; Ends::MEMBERS],
}

impl Ends {
    /// Of the members of larger sets the others are compared without.
    const MEMBERS: usize = 64;

    #[expect(clippy::large_stack_arrays, reason = "only the compiler evaluates it")]
    pub(super) const fn new(members: &[Patterns]) -> Ends {
        let mut ends = Ends { chains: [Chain::EMPTY; Ends::MEMBERS] };
        let mut at = 0;
        while at < members.len() && at < Ends::MEMBERS {
            if let Patterns::One(pattern) = &members[at]
                && longest_name(pattern) <= MAX_NAME
            {
                ends.chains[at] = Chain::new(pattern, true);
            }
            at += 1;
        }
        ends
    }

    /// Whether the two members have no name in common; `false` decides nothing.
    pub(super) const fn decide(&self, left: usize, right: usize) -> bool {
        if left >= Ends::MEMBERS || right >= Ends::MEMBERS {
            return false;
        }
        let (left, right) = (&self.chains[left], &self.chains[right]);
        left.len > 0 && right.len > 0 && matches!(follow(left, right, Search::Overlap), Followed::Apart)
    }
}

/// Whether no name is of both patterns, or of one pattern in two ways; `false` decides nothing.
pub(super) const fn decides(left: &Pattern, right: &Pattern, what: Search) -> bool {
    if longest_name(left) > MAX_NAME || longest_name(right) > MAX_NAME {
        return false;
    }
    let mut backward = true;
    loop {
        match follow(&Chain::new(left, backward), &Chain::new(right, backward), what) {
            Followed::Apart => return true,
            Followed::TooFar if backward => backward = false,
            Followed::Together | Followed::TooFar => return false,
        }
    }
}

/// The rough names of a pattern, in one direction. A compiler that evaluates constants
/// takes far longer for calls than for arrays, hence the arrays.
#[derive(Clone, Copy)]
struct Chain {
    /// What each character is: of a literal itself, of a placeholder `VALUE`.
    bytes: [u8; SIDE],
    /// The characters of the placeholder.
    chars: [CharSet; SIDE],
    /// The segment to which it belongs.
    segments: [u8; SIDE],
    /// The number of the last one; the first has the number 1.
    len: usize,
}

/// No byte of a name.
const VALUE: u8 = 0;

/// The numbers that characters have, and 0 before the first.
const SIDE: usize = MAX_NAME + 1;

impl Chain {
    const EMPTY: Chain =
        Chain { bytes: [VALUE; SIDE], chars: [CharSet::EMPTY; SIDE], segments: [0; SIDE], len: 0 };

    const fn new(pattern: &Pattern, backward: bool) -> Chain {
        let mut chain = Chain::EMPTY;
        let all = pattern.segments();
        let mut at = 0;
        while at < all.len() {
            let segment = if backward { all.len() - 1 - at } else { at };
            match &all[segment] {
                Segment::Placeholder(texts) => {
                    chain.len += 1;
                    chain.chars[chain.len] = texts.chars;
                    chain.segments[chain.len] = segment as u8;
                }
                Segment::Literal(literal) => {
                    let literal = literal.as_bytes();
                    let mut read = 0;
                    while read < literal.len() {
                        chain.len += 1;
                        chain.bytes[chain.len] =
                            literal[if backward { literal.len() - 1 - read } else { read }];
                        chain.segments[chain.len] = segment as u8;
                        read += 1;
                    }
                }
            }
            at += 1;
        }
        chain
    }

    const fn repeats(&self, number: usize) -> bool {
        number > 0 && self.bytes[number] == VALUE
    }

    /// Whether both characters may be the same.
    const fn meets(&self, number: usize, other: &Chain, others: usize) -> bool {
        match (self.bytes[number], other.bytes[others]) {
            (VALUE, VALUE) => !self.chars[number].intersection(other.chars[others]).is_empty(),
            (VALUE, byte) => self.chars[number].contains_byte(byte),
            (byte, VALUE) => other.chars[others].contains_byte(byte),
            (byte, other) => byte == other,
        }
    }
}

/// How it ended to follow two chains side by side.
enum Followed {
    /// They have nothing in common.
    Apart,
    /// They have something in common.
    Together,
    /// It was given up.
    TooFar,
}

/// How many pairs of characters are followed: a search that takes more is left to the exact one.
const PAIRS: usize = 256;

/// The numbers of characters of either chain, and whether the two ways were in different segments.
type Pair = (usize, usize, bool);

/// The pairs that were found, in the order in which they were found.
struct Pairs {
    seen: [u64; (SIDE * SIDE * 2).div_ceil(64)],
    list: [Pair; PAIRS],
    len: usize,
    full: bool,
}

impl Pairs {
    const fn push(&mut self, left: usize, right: usize, parted: bool) {
        let number = (left * SIDE + right) * 2 + parted as usize;
        if self.seen[number / 64] >> (number % 64) & 1 == 1 {
            return;
        }
        if self.len == PAIRS {
            self.full = true;
            return;
        }
        self.seen[number / 64] |= 1 << (number % 64);
        self.list[self.len] = (left, right, parted);
        self.len += 1;
    }
}

const fn follow(left: &Chain, right: &Chain, what: Search) -> Followed {
    let mut pairs = Pairs {
        seen: [0; (SIDE * SIDE * 2).div_ceil(64)],
        list: [(0, 0, false); PAIRS],
        len: 0,
        full: false,
    };
    pairs.push(0, 0, matches!(what, Search::Overlap));
    let mut at = 0;
    while at < pairs.len && !pairs.full {
        let (l, r, parted) = pairs.list[at];
        if parted && l == left.len && r == right.len {
            return Followed::Together;
        }
        push_next(&mut pairs, left, right, at);
        at += 1;
    }
    if pairs.full { Followed::TooFar } else { Followed::Apart }
}

/// Adds the pairs that may follow one: either side goes on or repeats.
const fn push_next(pairs: &mut Pairs, left: &Chain, right: &Chain, at: usize) {
    let (l, r, parted) = pairs.list[at];
    let (first_left, first_right) = (l + !left.repeats(l) as usize, r + !right.repeats(r) as usize);
    let mut next = first_left;
    while next <= l + 1 && next <= left.len {
        let mut other = first_right;
        while other <= r + 1 && other <= right.len {
            if left.meets(next, right, other) {
                pairs.push(next, other, parted || left.segments[next] != right.segments[other]);
            }
            other += 1;
        }
        next += 1;
    }
}
