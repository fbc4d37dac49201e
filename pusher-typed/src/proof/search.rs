//! Breadth-first search for the shortest name that two automata share.

use super::{
    automaton::{Automaton, Place},
    length::MAX_NAME,
};

/// The kind of search.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// A name that both automata accept.
    Overlap,
    /// A name that is accepted on two different paths. Both automata are the same.
    TwoReadings,
}

/// The name that was found, with the segment of each character on both paths.
pub(crate) struct Witness {
    bytes: [u8; LONGEST],
    left: [u8; LONGEST],
    right: [u8; LONGEST],
    start: usize,
}

/// The capacity for a name. The beginning of a longer name is omitted from the text; this does not affect the
/// result.
const LONGEST: usize = 2 * MAX_NAME;

impl Witness {
    pub(crate) const fn name(&self) -> &str {
        let (_, bytes) = self.bytes.split_at(self.start);
        match std::str::from_utf8(bytes) {
            Ok(name) => name,
            Err(_) => unreachable!(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        LONGEST - self.start
    }

    pub(super) const fn byte(&self, at: usize) -> u8 {
        self.bytes[self.start + at]
    }

    /// The segment of the character at `at`, on the left or right path.
    pub(super) const fn segment(&self, at: usize, left: bool) -> usize {
        (if left { self.left[self.start + at] } else { self.right[self.start + at] }) as usize
    }
}

/// A state of each automaton after the same characters.
#[derive(Clone, Copy)]
struct Pair {
    left: Place,
    right: Place,
    /// Whether the two paths were in different segments at some character (always true for `Overlap`).
    parted: bool,
    /// The last character.
    byte: u8,
    /// The index of the preceding pair.
    from: u32,
    /// The index plus one of the next pair with the same hash; 0 for none.
    next: u32,
}

impl Pair {
    const START: Pair =
        Pair { left: Place::START, right: Place::START, parted: false, byte: 0, from: 0, next: 0 };

    const fn is(&self, other: &Pair) -> bool {
        self.parted == other.parted && self.left.is(other.left) && self.right.is(other.right)
    }

    const fn hash(&self) -> usize {
        let mixed = (self.left.hash() * 31) ^ (self.right.hash() * 17) ^ self.parted as usize;
        mixed ^ mixed >> 9
    }
}

/// The pairs in the order in which they were found. The capacity `N` is a power of two.
struct Found<const N: usize> {
    pairs: [Pair; N],
    /// For each hash, the index in `pairs` plus one; 0 for none.
    heads: [u32; N],
    len: usize,
    full: bool,
}

impl<const N: usize> Found<N> {
    const fn push(&mut self, mut pair: Pair) {
        let hash = pair.hash() & (N - 1);
        let mut at = self.heads[hash];
        while at != 0 {
            if self.pairs[at as usize - 1].is(&pair) {
                return;
            }
            at = self.pairs[at as usize - 1].next;
        }
        if self.len == N {
            self.full = true;
            return;
        }
        pair.next = self.heads[hash];
        self.pairs[self.len] = pair;
        self.len += 1;
        self.heads[hash] = self.len as u32;
    }
}

/// The shortest name of this kind; `None` if no name is of this kind.
pub(super) const fn search(left: &Automaton, right: &Automaton, what: Search) -> Option<Witness> {
    // Most searches end early, and initializing a large list would take longer.
    if let Ok(witness) = search_within::<256>(left, right, what) {
        return witness;
    }
    if let Ok(witness) = search_within::<{ 1 << 13 }>(left, right, what) {
        return witness;
    }
    match search_within::<{ 1 << 18 }>(left, right, what) {
        Ok(witness) => witness,
        Err(Full) => panic!(
            "the parameters of these channels have too many texts to decide whether two names are the same; begin the patterns with different fixed words"
        ),
    }
}

/// The search needs more pairs than its capacity.
pub(super) struct Full;

pub(super) const fn search_within<const N: usize>(
    left: &Automaton,
    right: &Automaton,
    what: Search,
) -> Result<Option<Witness>, Full> {
    let mut found = Found::<N> { pairs: [Pair::START; N], heads: [0; N], len: 0, full: false };
    found.push(Pair { parted: matches!(what, Search::Overlap), ..Pair::START });
    let mut at = 0;
    while at < found.len && !found.full {
        let Pair { left: l, right: r, parted, .. } = found.pairs[at];
        if parted && left.accepts(l) && right.accepts(r) {
            return Ok(Some(trace(&found, at)));
        }
        push_followers(&mut found, at, left, right);
        at += 1;
    }
    if found.full { Err(Full) } else { Ok(None) }
}

/// Adds the successors of a pair: a step on both sides with a character that both sides allow.
const fn push_followers<const N: usize>(
    found: &mut Found<N>,
    from: usize,
    left: &Automaton,
    right: &Automaton,
) {
    let pair = found.pairs[from];
    let (lefts, rights) = (left.steps(pair.left), right.steps(pair.right));
    let mut l = 0;
    while l < lefts {
        let (chars, next_left) = left.step(pair.left, l);
        let mut r = 0;
        while r < rights && !chars.is_empty() {
            let (others, next_right) = right.step(pair.right, r);
            let shared = chars.intersection(others);
            if !shared.is_empty() {
                found.push(Pair {
                    left: next_left,
                    right: next_right,
                    parted: pair.parted || next_left.segment != next_right.segment,
                    byte: shared.example(),
                    from: from as u32,
                    next: 0,
                });
            }
            r += 1;
        }
        l += 1;
    }
}

/// Follows the path from the start to the pair at `at` in reverse.
const fn trace<const N: usize>(found: &Found<N>, mut at: usize) -> Witness {
    let mut witness =
        Witness { bytes: [0; LONGEST], left: [0; LONGEST], right: [0; LONGEST], start: LONGEST };
    while at > 0 && witness.start > 0 {
        let pair = &found.pairs[at];
        witness.start -= 1;
        witness.bytes[witness.start] = pair.byte;
        witness.left[witness.start] = pair.left.segment as u8;
        witness.right[witness.start] = pair.right.segment as u8;
        at = pair.from as usize;
    }
    witness
}
