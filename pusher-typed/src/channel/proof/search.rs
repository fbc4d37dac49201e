//! Breadth-first search for the shortest name that two automata share.

use super::automaton::{Automaton, SLOTS};

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// A name that both automata accept.
    Overlap,
    /// A name that both accept on different ways; the two automata are the same one.
    TwoReadings,
}

/// The name that was found, and the two ways through the automata.
pub(crate) struct Witness {
    bytes: [u8; LONGEST],
    left: [usize; LONGEST],
    right: [usize; LONGEST],
    start: usize,
}

/// Room for any name that a person could still read; of a longer one the
/// beginning is left out of the text, never of the verdict.
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

    /// The slot of the character at `at`, on the left or the right way.
    pub(super) const fn slot(&self, at: usize, left: bool) -> usize {
        if left { self.left[self.start + at] } else { self.right[self.start + at] }
    }
}

/// A pair of slots, and whether the two ways have parted (always, for `Overlap`).
#[derive(Clone, Copy)]
struct State {
    left: usize,
    right: usize,
    parted: bool,
}

const STATES: usize = 2 * SLOTS * SLOTS;
const UNSEEN: u32 = u32::MAX;

impl State {
    const fn number(self) -> usize {
        (self.left * SLOTS + self.right) * 2 + self.parted as usize
    }

    const fn numbered(number: usize) -> State {
        State { left: number / 2 / SLOTS, right: number / 2 % SLOTS, parted: number % 2 == 1 }
    }
}

/// The shortest name of the kind that is searched for, or `None` if there is none at all.
#[allow(clippy::large_stack_arrays)] // it runs while compiling, where there is no heap
pub(super) const fn search(left: &Automaton, right: &Automaton, what: Search) -> Option<Witness> {
    let mut found_from = [UNSEEN; STATES];
    let mut queue = [0; STATES];
    let start = State { left: 0, right: 0, parted: matches!(what, Search::Overlap) }.number();
    found_from[start] = start as u32;
    queue[0] = start as u32;
    let (mut head, mut tail) = (0, 1);
    while head < tail {
        let number = queue[head] as usize;
        let state = State::numbered(number);
        head += 1;
        if state.parted && left.accepts(state.left) && right.accepts(state.right) {
            return Some(trace(left, right, &found_from, number));
        }
        let (lefts, rights) = (left.followers(state.left), right.followers(state.right));
        let mut pair = 0;
        while pair < 9 {
            let (l, r) = (lefts[pair / 3], rights[pair % 3]);
            pair += 1;
            if l == 0 || r == 0 || left.chars(l).intersection(right.chars(r)).is_empty() {
                continue;
            }
            let next = State { left: l, right: r, parted: state.parted || l != r }.number();
            if found_from[next] == UNSEEN {
                found_from[next] = number as u32;
                queue[tail] = next as u32;
                tail += 1;
            }
        }
    }
    None
}

/// Follows the way that led to `number` back to the start.
const fn trace(
    left: &Automaton,
    right: &Automaton,
    found_from: &[u32; STATES],
    mut number: usize,
) -> Witness {
    let mut witness =
        Witness { bytes: [0; LONGEST], left: [0; LONGEST], right: [0; LONGEST], start: LONGEST };
    while found_from[number] as usize != number && witness.start > 0 {
        let state = State::numbered(number);
        witness.start -= 1;
        witness.bytes[witness.start] =
            left.chars(state.left).intersection(right.chars(state.right)).example();
        witness.left[witness.start] = state.left;
        witness.right[witness.start] = state.right;
        number = found_from[number] as usize;
    }
    witness
}
