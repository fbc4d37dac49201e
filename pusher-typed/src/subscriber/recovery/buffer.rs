//! Live events that were received before their predecessors.

use std::collections::BTreeMap;

use crate::{Position, history::Epoch, subscriber::raw_event::RawEvent};

/// Events of one epoch by their offsets.
pub(super) struct Buffer {
    epoch: Option<Epoch>,
    events: BTreeMap<u64, RawEvent>,
    bytes: usize,
}

impl Buffer {
    pub(super) const MAX_EVENTS: usize = 1_000;
    pub(super) const MAX_BYTES: usize = 1024 * 1024;

    pub(super) fn new() -> Self {
        Buffer { epoch: None, events: BTreeMap::new(), bytes: 0 }
    }

    /// Keeps an event. An event of another epoch replaces all others. If there is no room for it, all are dropped.
    pub(super) fn insert(&mut self, position: &Position, event: RawEvent) {
        if self.epoch.as_ref() != Some(position.epoch()) {
            self.clear();
            self.epoch = Some(position.epoch().clone());
        }
        if self.events.contains_key(&position.offset()) {
            return;
        }
        let bytes = self.bytes.saturating_add(event.bytes());
        if self.events.len() >= Self::MAX_EVENTS || bytes > Self::MAX_BYTES {
            return self.clear();
        }
        self.bytes = bytes;
        self.events.insert(position.offset(), event);
    }

    /// Takes the event that follows the position, and drops the events that do not.
    pub(super) fn take_next(
        &mut self,
        position: &Position,
        mut has_room: impl FnMut(&RawEvent) -> bool,
    ) -> Next {
        if self.epoch.as_ref().is_some_and(|epoch| epoch != position.epoch()) {
            self.clear();
        }
        while let Some(entry) = self.events.first_entry() {
            let offset = *entry.key();
            if offset > position.offset() + 1 {
                return Next::Missing;
            }
            if offset == position.offset() + 1 && !has_room(entry.get()) {
                return Next::Waits;
            }
            let event = entry.remove();
            self.bytes = self.bytes.saturating_sub(event.bytes());
            if offset == position.offset() + 1 {
                return Next::Event(event);
            }
        }
        Next::Missing
    }

    pub(super) fn clear(&mut self) {
        self.epoch = None;
        self.events.clear();
        self.bytes = 0;
    }
}

/// The event after a position.
pub(super) enum Next {
    Event(RawEvent),
    /// It is in the buffer, and the consumer has no room for it.
    Waits,
    Missing,
}
