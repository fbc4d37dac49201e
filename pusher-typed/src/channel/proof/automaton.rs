//! The automaton of a pattern: one slot for each character that a name may have.

use super::super::{CharSet, Pattern, Placeholder, Segment};

/// The start slot, the characters of the longest name, and the tail of `beginning_with`.
pub(super) const SLOTS: usize = super::MAX_NAME + 2;

/// A place in a name at which one character has just been read.
#[derive(Clone, Copy)]
struct Slot {
    /// What that character may be.
    chars: CharSet,
    /// Another such character may follow in the same slot.
    repeats: bool,
    /// The next slot may follow.
    steps: bool,
    /// The slot at which the next segment begins may follow; 0 for none.
    leaves: usize,
    /// The name may end here.
    accepts: bool,
    /// The segment that the character belongs to.
    segment: usize,
}

impl Slot {
    const NONE: Slot = Slot {
        chars: CharSet::EMPTY,
        repeats: false,
        steps: false,
        leaves: 0,
        accepts: false,
        segment: usize::MAX,
    };
}

/// Slot 0 is the start, before any character; the others stand in the order of the pattern.
pub(super) struct Automaton {
    slots: [Slot; SLOTS],
    len: usize,
}

impl Automaton {
    const START: Automaton = {
        let mut slots = [Slot::NONE; SLOTS];
        slots[0].steps = true;
        Automaton { slots, len: 1 }
    };

    /// The names of `pattern`, which must not be longer than `MAX_NAME`.
    pub(super) const fn of(pattern: &Pattern) -> Automaton {
        let mut automaton = Automaton::START;
        let mut segment = 0;
        while segment < pattern.segments().len() {
            match pattern.segments()[segment] {
                Segment::Literal(literal) => automaton.push_literal(literal, segment),
                Segment::Placeholder(placeholder) => automaton.push_placeholder(&placeholder, segment),
            }
            segment += 1;
        }
        automaton.end(segment);
        automaton
    }

    /// Every text that begins with `prefix`.
    pub(super) const fn beginning_with(prefix: &str) -> Automaton {
        let mut automaton = Automaton::START;
        automaton.push_literal(prefix, 0);
        automaton.slots[automaton.len - 1].accepts = true;
        let any = Slot { chars: CharSet::CHANNEL, repeats: true, accepts: true, segment: 1, ..Slot::NONE };
        automaton.push(any);
        automaton
    }

    const fn push(&mut self, slot: Slot) {
        self.slots[self.len] = slot;
        self.len += 1;
    }

    const fn push_literal(&mut self, literal: &str, segment: usize) {
        let literal = literal.as_bytes();
        let mut at = 0;
        while at < literal.len() {
            let chars = CharSet::byte(literal[at]);
            self.push(Slot { chars, steps: true, segment, ..Slot::NONE });
            at += 1;
        }
    }

    const fn push_placeholder(&mut self, placeholder: &Placeholder, segment: usize) {
        let unbounded = placeholder.max_len == usize::MAX;
        let count = if unbounded { placeholder.min_len } else { placeholder.max_len };
        let next_segment = self.len + count;
        let mut read = 1;
        while read <= count {
            self.push(Slot {
                chars: placeholder.chars,
                repeats: unbounded && read == count,
                steps: read < count,
                leaves: if read >= placeholder.min_len { next_segment } else { 0 },
                accepts: false,
                segment,
            });
            read += 1;
        }
    }

    /// What would lead beyond the last of `segments` segments ends the name instead.
    const fn end(&mut self, segments: usize) {
        let mut at = 0;
        while at < self.len {
            let slot = &mut self.slots[at];
            if slot.steps && at + 1 == self.len {
                slot.steps = false;
                slot.accepts = true;
            }
            if slot.leaves == self.len && slot.segment + 1 == segments {
                slot.leaves = 0;
                slot.accepts = true;
            }
            at += 1;
        }
    }

    pub(super) const fn chars(&self, slot: usize) -> CharSet {
        self.slots[slot].chars
    }

    pub(super) const fn accepts(&self, slot: usize) -> bool {
        self.slots[slot].accepts
    }

    pub(super) const fn segment_of(&self, slot: usize) -> usize {
        self.slots[slot].segment
    }

    /// The slots that may follow `slot`; 0 stands for none.
    pub(super) const fn followers(&self, slot: usize) -> [usize; 3] {
        let from = self.slots[slot];
        [if from.repeats { slot } else { 0 }, if from.steps { slot + 1 } else { 0 }, from.leaves]
    }
}
