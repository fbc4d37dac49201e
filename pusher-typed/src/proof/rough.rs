//! Searches over approximate names. They are cheaper than searches over the exact names and nearly always
//! sufficient.
//!
//! An approximation of a placeholder allows any text of its characters, with any length. So the names of a
//! pattern are approximated by a chain of characters, some of which repeat. The approximation includes all
//! exact names, so if two chains have no name in common, the patterns have none either. The chains are
//! searched from the end and from the beginning, because a difference is found quickly from the side that is
//! closer to it.

use super::{
    length::{MAX_NAME, longest_name},
    search::Search,
};
use crate::channel::{CharSet, Pattern, Patterns, Segment};

/// The approximate names of the members of a set, computed once for all pairs and read from the end. This
/// decides most pairs with a common beginning.
pub(super) struct Ends {
    chains: [Chain; Ends::MEMBERS],
}

impl Ends {
    /// In larger sets, this check is skipped for the remaining members.
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

    /// The names in `ends`, which are computed at the first call.
    pub(super) const fn of<'e>(ends: &'e mut Option<Ends>, members: &[Patterns]) -> &'e Ends {
        if ends.is_none() {
            *ends = Some(Ends::new(members));
        }
        match ends {
            Some(ends) => ends,
            None => unreachable!(),
        }
    }

    /// Whether the two members certainly have no name in common; `false` means undecided.
    pub(super) const fn decide(&self, left: usize, right: usize) -> bool {
        if left >= Ends::MEMBERS || right >= Ends::MEMBERS {
            return false;
        }
        let (left, right) = (&self.chains[left], &self.chains[right]);
        left.len > 0 && right.len > 0 && matches!(follow(left, right, Search::Overlap), Followed::Apart)
    }
}

/// Whether certainly no name matches both patterns, or one pattern in two ways; `false` means undecided.
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

/// The approximate names of a pattern, in one direction. It consists of arrays, because function calls are
/// much slower than array accesses in constant evaluation.
#[derive(Clone, Copy)]
struct Chain {
    /// The byte of each character of a literal; `VALUE` for a placeholder.
    bytes: [u8; SIDE],
    /// The allowed characters, for a placeholder.
    chars: [CharSet; SIDE],
    /// The index of the segment.
    segments: [u8; SIDE],
    /// The number of the last character; the first has the number 1.
    len: usize,
}

/// A byte that does not occur in names.
const VALUE: u8 = 0;

/// The length of the arrays: an entry for each character number, and entry 0 for the position before the first.
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

    /// Whether both characters can be equal.
    const fn meets(&self, number: usize, other: &Chain, others: usize) -> bool {
        match (self.bytes[number], other.bytes[others]) {
            (VALUE, VALUE) => !self.chars[number].intersection(other.chars[others]).is_empty(),
            (VALUE, byte) => self.chars[number].contains_byte(byte),
            (byte, VALUE) => other.chars[others].contains_byte(byte),
            (byte, other) => byte == other,
        }
    }
}

/// The result of searching two chains.
enum Followed {
    /// The chains have no name in common.
    Apart,
    /// The chains have a name in common.
    Together,
    /// The search reached its limit.
    TooFar,
}

/// The limit of this search in pairs of characters. Longer searches are left to the exact search.
const PAIRS: usize = 256;

/// The numbers of a character in both chains, and whether the two paths were in different segments.
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

/// Adds the successors of a pair: each side advances or repeats.
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
