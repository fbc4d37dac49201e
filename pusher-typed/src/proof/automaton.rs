//! The automaton of a pattern: one slot for each possible character of a name.

use super::length::MAX_NAME;
use crate::channel::{CharSet, Pattern, Placeholder, Segment};

/// The start slot, the characters of the longest name, and the tail of `beginning_with`.
pub(super) const SLOTS: usize = MAX_NAME + 2;

/// A position in a name after one character has been read.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    /// The possible characters.
    pub(super) chars: CharSet,
    /// The slots that may follow; `followers` is their number: the slot itself, the next one, and
    /// the one at which the next segment begins.
    pub(super) next: [usize; 3],
    pub(super) followers: usize,
    /// The name may end here.
    pub(super) accepts: bool,
    /// The segment that the character belongs to.
    segment: usize,
}

impl Slot {
    const NONE: Slot =
        Slot { chars: CharSet::EMPTY, next: [0; 3], followers: 0, accepts: false, segment: usize::MAX };

    const fn new(chars: CharSet, segment: usize) -> Slot {
        Slot { chars, segment, ..Slot::NONE }
    }

    const fn may_lead_to(&mut self, slot: usize) {
        self.next[self.followers] = slot;
        self.followers += 1;
    }
}

/// Slot 0 is the start, before any character; the others are in the order of the pattern.
pub(super) struct Automaton {
    pub(super) slots: [Slot; SLOTS],
    len: usize,
}

impl Automaton {
    /// The names of `pattern`, which must not be longer than `MAX_NAME`.
    pub(super) const fn new(pattern: &Pattern) -> Automaton {
        let mut automaton = Automaton { slots: [Slot::NONE; SLOTS], len: 1 };
        let mut segment = 0;
        automaton.begin_segment(0, pattern.segments().is_empty());
        while segment < pattern.segments().len() {
            let last = segment + 1 == pattern.segments().len();
            match pattern.segments()[segment] {
                Segment::Literal(literal) => automaton.push_literal(literal, segment, last),
                Segment::Placeholder(placeholder) => automaton.push_placeholder(&placeholder, segment, last),
            }
            segment += 1;
        }
        automaton
    }

    /// Every text that begins with `prefix`.
    pub(super) const fn beginning_with(prefix: &str) -> Automaton {
        let mut automaton = Automaton { slots: [Slot::NONE; SLOTS], len: 1 };
        automaton.begin_segment(0, false);
        automaton.push_literal(prefix, 0, false);
        let any = automaton.len;
        automaton.slots[any - 1].accepts = true;
        automaton.slots[any] = Slot::new(CharSet::CHANNEL, 1);
        automaton.slots[any].may_lead_to(any);
        automaton.slots[any].accepts = true;
        automaton.len += 1;
        automaton
    }

    /// After `slot` the next segment begins, or the name ends.
    const fn begin_segment(&mut self, slot: usize, ends: bool) {
        if ends {
            self.slots[slot].accepts = true;
        } else {
            let next = self.len;
            self.slots[slot].may_lead_to(next);
        }
    }

    const fn push_literal(&mut self, literal: &str, segment: usize, last: bool) {
        let literal = literal.as_bytes();
        let mut at = 0;
        while at < literal.len() {
            let slot = self.len;
            self.slots[slot] = Slot::new(CharSet::byte(literal[at]), segment);
            self.len += 1;
            at += 1;
            self.begin_segment(slot, last && at == literal.len());
        }
    }

    const fn push_placeholder(&mut self, placeholder: &Placeholder, segment: usize, last: bool) {
        let unbounded = placeholder.max_len == usize::MAX;
        let count = if unbounded { placeholder.min_len } else { placeholder.max_len };
        let first = self.len;
        self.len += count;
        let mut read = 1;
        while read <= count {
            let slot = first + read - 1;
            self.slots[slot] = Slot::new(placeholder.chars, segment);
            if read < count {
                self.slots[slot].may_lead_to(slot + 1);
            } else if unbounded {
                self.slots[slot].may_lead_to(slot);
            }
            if read >= placeholder.min_len {
                self.begin_segment(slot, last);
            }
            read += 1;
        }
    }

    pub(super) const fn segment_of(&self, slot: usize) -> usize {
        self.slots[slot].segment
    }
}
