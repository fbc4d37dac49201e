//! The consumer, whose state is compared with the log.

use std::collections::VecDeque;

use crate::{
    Position,
    subscriber::{raw_event::RawEvent, recovery::Consumer},
};

/// The consumer, with the state that it would store: its position, and the numbers of all events before.
pub(super) struct State {
    pub(super) capacity: usize,
    pub(super) waiting: VecDeque<RawEvent>,
    /// Whether it was full since it was drained.
    pub(super) is_stalled: bool,
    /// `None` until the subscription has begun.
    pub(super) applied: Option<(Position, Vec<u64>)>,
    /// Every epoch with the events that it had, for the comparison.
    pub(super) truth: Vec<Vec<u64>>,
    pub(super) delivered: usize,
}

impl Consumer for State {
    fn has_room(&mut self, _: &RawEvent) -> bool {
        !self.is_full()
    }

    fn is_full(&mut self) -> bool {
        let is_full = self.waiting.len() >= self.capacity;
        self.is_stalled |= is_full;
        is_full
    }

    fn deliver(&mut self, event: RawEvent) {
        self.delivered += 1;
        self.waiting.push_back(event);
    }
}

impl State {
    /// Applies the next event, which must be the one after the position.
    pub(super) fn take(&mut self) {
        let Some(event) = self.waiting.pop_front() else { return };
        let (position, numbers) = self.applied.as_mut().expect("a position");
        let next = event.position.expect("a position");
        let expected = Position::new(position.epoch().clone(), position.offset() + 1).expect("a position");
        assert_eq!(next, expected, "lost, doubled, or reordered");
        let data: serde_json::Value = serde_json::from_str(&event.data).expect("JSON");
        numbers.push(data["n"].as_u64().expect("a number"));
        *position = next;
        self.check();
    }

    pub(super) fn check(&self) {
        if let Some((position, numbers)) = &self.applied {
            assert_eq!(numbers, self.truth(position), "the state is no prefix of the log");
        }
    }

    /// The numbers of all events up to a position.
    pub(super) fn truth(&self, position: &Position) -> &[u64] {
        let epoch: usize = position.epoch().as_str()[1..].parse().expect("a number");
        &self.truth[epoch][..usize::try_from(position.offset()).expect("an offset")]
    }
}
