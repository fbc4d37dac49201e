//! Automaton for the names of a pattern.

use super::texts::{self, TextState};
use crate::channel::{CharSet, Pattern, Segment};

/// A set of names: those of a pattern, or all names with a common beginning.
pub(super) struct Automaton<'s> {
    segments: &'s [Segment],
    /// Whether any characters may follow the last segment.
    open: bool,
}

/// The position in a name: the number of completed segments, and the state in the current segment.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) segment: usize,
    state: TextState,
}

impl Place {
    /// The position before the first character.
    pub(super) const START: Place = Place { segment: 0, state: TextState::START };

    pub(super) const fn is(self, other: Place) -> bool {
        self.segment == other.segment && self.state.is(other.state)
    }

    pub(super) const fn hash(self) -> usize {
        self.state.hash() << 5 ^ self.segment
    }
}

impl<'s> Automaton<'s> {
    /// The names of `pattern`.
    pub(super) const fn new(pattern: &Pattern) -> Automaton<'static> {
        Automaton { segments: pattern.segments(), open: false }
    }

    /// The names that consist of these segments.
    pub(super) const fn of(segments: &'s [Segment]) -> Self {
        Automaton { segments, open: false }
    }

    /// All names that begin with these segments.
    pub(super) const fn beginning_with(segments: &'s [Segment]) -> Self {
        Automaton { segments, open: true }
    }

    /// Whether a name may end at this position.
    pub(super) const fn accepts(&self, place: Place) -> bool {
        if place.segment == self.segments.len() {
            return true;
        }
        place.segment + 1 == self.segments.len() && self.ends(place)
    }

    /// Whether the segment may end at this position.
    const fn ends(&self, place: Place) -> bool {
        match &self.segments[place.segment] {
            Segment::Literal(literal) => place.state.read_of_literal() == literal.len(),
            Segment::Placeholder(texts) => texts::ends(texts, place.state),
        }
    }

    /// The number of possible steps from a position.
    pub(super) const fn steps(&self, place: Place) -> usize {
        let own = self.own_steps(place);
        if place.segment < self.segments.len() && self.ends(place) {
            own + self.own_steps(after(place))
        } else {
            own
        }
    }

    /// The step at this index: its set of characters, which may be empty, and the next position.
    pub(super) const fn step(&self, place: Place, at: usize) -> (CharSet, Place) {
        let own = self.own_steps(place);
        if at < own { self.own_step(place, at) } else { self.own_step(after(place), at - own) }
    }

    /// The number of steps within the current segment.
    const fn own_steps(&self, place: Place) -> usize {
        if place.segment == self.segments.len() {
            return self.open as usize;
        }
        match &self.segments[place.segment] {
            Segment::Literal(_) => 1,
            Segment::Placeholder(texts) => texts::steps(texts, place.state),
        }
    }

    const fn own_step(&self, place: Place, at: usize) -> (CharSet, Place) {
        if place.segment == self.segments.len() {
            return (CharSet::CHANNEL, place);
        }
        let (chars, state) = match &self.segments[place.segment] {
            Segment::Literal(literal) => literal_step(literal, place.state),
            Segment::Placeholder(texts) => texts::step(texts, place.state, at),
        };
        (chars, Place { state, ..place })
    }
}

/// The position at the start of the next segment.
const fn after(place: Place) -> Place {
    Place { segment: place.segment + 1, state: TextState::START }
}

const fn literal_step(literal: &str, state: TextState) -> (CharSet, TextState) {
    let read = state.read_of_literal();
    if read == literal.len() {
        return (CharSet::EMPTY, state);
    }
    (CharSet::byte(literal.as_bytes()[read]), TextState::of_literal(read + 1))
}
