//! The service with the log of a channel.

use serde_json::{json, value::RawValue};

use crate::{
    Position,
    history::{ChannelHistory, Epoch, HistoryEvent},
};

/// The service's log of the present epoch. Each event has a number that no other event has.
pub(super) struct Log {
    pub(super) epoch: u64,
    pub(super) events: Vec<u64>,
    pub(super) trimmed: usize,
    pub(super) next: u64,
}

impl Log {
    pub(super) fn position(&self, offset: usize) -> Position {
        let epoch = Epoch::new(&format!("e{}", self.epoch)).expect("an epoch");
        Position::new(epoch, offset as u64).expect("a position")
    }

    pub(super) fn publish(&mut self) -> (Position, u64) {
        self.next += 1;
        self.events.push(self.next);
        (self.position(self.events.len()), self.next)
    }

    pub(super) fn restore(&mut self, count: usize) {
        self.epoch += 1;
        self.events.truncate(count);
        self.trimmed = self.trimmed.min(count);
    }

    pub(super) fn read(&self, after: Option<&Position>, page: usize) -> ChannelHistory {
        let last = self.position(self.events.len());
        let Some(after) = after else { return ChannelHistory::Events { last, events: Vec::new() } };
        let offset = usize::try_from(after.offset()).expect("an offset");
        let is_available = (self.trimmed..=self.events.len()).contains(&offset);
        if *after != self.position(offset) || !is_available {
            return ChannelHistory::Reset { last };
        }
        let events = (offset + 1..).zip(&self.events[offset..]).take(page);
        let event = |(offset, number): (usize, &u64)| HistoryEvent {
            offset: offset as u64,
            event: "event".to_owned(),
            data: RawValue::from_string(json!({ "n": number }).to_string()).expect("JSON"),
        };
        ChannelHistory::Events { last, events: events.map(event).collect() }
    }
}
