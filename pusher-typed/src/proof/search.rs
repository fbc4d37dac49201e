//! Breadth-first search for the shortest name that two automata share.

use super::automaton::{Automaton, SLOTS};

/// What to search for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// A name that both automata accept.
    Overlap,
    /// A name that is accepted on two different paths; the two automata are the same one.
    TwoReadings,
}

/// The name that was found, and the two paths through the automata.
pub(crate) struct Witness {
    bytes: [u8; LONGEST],
    left: [u8; LONGEST],
    right: [u8; LONGEST],
    start: usize,
}

/// Room for any name of readable length. The text omits the beginning of a longer name; the
/// decision does not depend on it.
const LONGEST: usize = 2 * SLOTS;

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

    /// The slot of the character at `at`, on the left or the right path.
    pub(super) const fn slot(&self, at: usize, left: bool) -> usize {
        (if left { self.left[self.start + at] } else { self.right[self.start + at] }) as usize
    }
}

/// A pair of slots, and whether the two paths differ (always, for `Overlap`).
#[derive(Clone, Copy)]
struct State {
    left: usize,
    right: usize,
    parted: bool,
}

const STATES: usize = 2 * SLOTS * SLOTS;

impl State {
    const fn number(self) -> usize {
        (self.left * SLOTS + self.right) * 2 + self.parted as usize
    }

    const fn numbered(number: usize) -> State {
        State { left: number / 2 / SLOTS, right: number / 2 % SLOTS, parted: number % 2 == 1 }
    }
}

/// The states in the order in which they were found; room for `N`.
struct Found<const N: usize> {
    /// One bit for each state.
    seen: [u64; STATES.div_ceil(64)],
    /// The state's number and, in the upper half, the index of its predecessor.
    list: [u64; N],
    len: usize,
    full: bool,
}

impl<const N: usize> Found<N> {
    const fn push(&mut self, state: usize, from: usize) {
        if self.seen[state / 64] & (1 << (state % 64)) != 0 {
            return;
        }
        if self.len == N {
            self.full = true;
            return;
        }
        self.seen[state / 64] |= 1 << (state % 64);
        self.list[self.len] = state as u64 | (from as u64) << 32;
        self.len += 1;
    }

    const fn state(&self, at: usize) -> State {
        State::numbered((self.list[at] & 0xffff_ffff) as usize)
    }
}

/// The shortest name of this kind; `None` if there is no such name.
pub(super) const fn search(left: &Automaton, right: &Automaton, what: Search) -> Option<Witness> {
    // Nearly every search ends early, and initializing a large list would take longer.
    match search_within::<1024>(left, right, what) {
        Ok(witness) => witness,
        Err(Full) => match search_within::<STATES>(left, right, what) {
            Ok(witness) => witness,
            Err(Full) => unreachable!(),
        },
    }
}

/// There are more states than there is room for.
pub(super) struct Full;

pub(super) const fn search_within<const N: usize>(
    left: &Automaton,
    right: &Automaton,
    what: Search,
) -> Result<Option<Witness>, Full> {
    let mut found = Found::<N> { seen: [0; STATES.div_ceil(64)], list: [0; N], len: 0, full: false };
    found.push(State { left: 0, right: 0, parted: matches!(what, Search::Overlap) }.number(), 0);
    let mut at = 0;
    while at < found.len {
        let state = found.state(at);
        if state.parted && left.slots[state.left].accepts && right.slots[state.right].accepts {
            return Ok(Some(trace(left, right, &found, at)));
        }
        push_followers(&mut found, at, state, left, right);
        at += 1;
    }
    if found.full { Err(Full) } else { Ok(None) }
}

/// Adds the states that may follow one: a step on both sides with a character that both allow.
const fn push_followers<const N: usize>(
    found: &mut Found<N>,
    at: usize,
    state: State,
    left: &Automaton,
    right: &Automaton,
) {
    let (lefts, rights) = (&left.slots[state.left], &right.slots[state.right]);
    let mut l = 0;
    while l < lefts.followers {
        let next_left = lefts.next[l];
        let chars = left.slots[next_left].chars;
        let mut r = 0;
        while r < rights.followers {
            let next_right = rights.next[r];
            if !chars.intersection(right.slots[next_right].chars).is_empty() {
                let parted = state.parted || next_left != next_right;
                found.push(State { left: next_left, right: next_right, parted }.number(), at);
            }
            r += 1;
        }
        l += 1;
    }
}

/// Follows the path to the state at `at` back to the start.
const fn trace<const N: usize>(
    left: &Automaton,
    right: &Automaton,
    found: &Found<N>,
    mut at: usize,
) -> Witness {
    let mut witness =
        Witness { bytes: [0; LONGEST], left: [0; LONGEST], right: [0; LONGEST], start: LONGEST };
    while at > 0 && witness.start > 0 {
        let state = found.state(at);
        witness.start -= 1;
        let chars = left.slots[state.left].chars.intersection(right.slots[state.right].chars);
        witness.bytes[witness.start] = chars.example();
        witness.left[witness.start] = state.left as u8;
        witness.right[witness.start] = state.right as u8;
        at = (found.list[at] >> 32) as usize;
    }
    witness
}
