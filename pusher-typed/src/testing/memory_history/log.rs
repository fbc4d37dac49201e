//! The logs of the channels, and their responses to a query.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::{
    Position,
    history::{ChannelHistory, Epoch, HistoryEvent, HistoryPage, HistoryQuery},
};

/// The events of each channel.
#[derive(Debug, Clone)]
pub(super) struct Logs {
    pub(super) epoch: Epoch,
    channels: BTreeMap<String, Log>,
}

#[derive(Debug, Clone, Default)]
struct Log {
    /// How many events were removed from the beginning.
    trimmed: u64,
    events: Vec<Stored>,
}

#[derive(Debug, Clone)]
struct Stored {
    event: String,
    data: Box<RawValue>,
}

/// The limits of a page, over all its channels.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageLimits {
    pub(super) events: usize,
    pub(super) bytes: usize,
}

impl PageLimits {
    /// Whether one more event fits.
    fn take(&mut self, bytes: usize) -> bool {
        let fits = self.events > 0 && self.bytes >= bytes;
        if fits {
            (self.events, self.bytes) = (self.events - 1, self.bytes - bytes);
        }
        fits
    }
}

impl Log {
    fn last(&self) -> u64 {
        self.trimmed + self.events.len() as u64
    }

    /// The events after an offset; `None` if they are not available.
    fn after(&self, offset: u64) -> Option<&[Stored]> {
        let index = offset.checked_sub(self.trimmed)?;
        self.events.get(usize::try_from(index).ok()?..)
    }
}

impl Logs {
    /// The maximum number of events that a subscriber may have missed.
    const MAX_BEHIND: usize = 10_000;

    pub(super) fn new(epoch: Epoch) -> Self {
        Logs { epoch, channels: BTreeMap::new() }
    }

    /// The number of events is below the greatest offset, because more do not fit in memory.
    #[expect(clippy::expect_used, reason = "the offset is within the limits")]
    fn position(&self, offset: u64) -> Position {
        Position::new(self.epoch.clone(), offset).expect("a small offset")
    }

    /// Adds an event.
    pub(super) fn append(&mut self, channel: &str, event: &str, data: Box<RawValue>) {
        let log = self.channels.entry(channel.to_owned()).or_default();
        log.events.push(Stored { event: event.to_owned(), data });
    }

    /// The position of the next event of a channel.
    pub(super) fn next(&self, channel: &str) -> Position {
        self.position(self.last(channel).offset() + 1)
    }

    pub(super) fn last(&self, channel: &str) -> Position {
        self.position(self.channels.get(channel).map_or(0, Log::last))
    }

    /// The position before the first event that was not removed.
    #[cfg(feature = "subscriber")]
    pub(super) fn first(&self, channel: &str) -> Position {
        self.position(self.channels.get(channel).map_or(0, |log| log.trimmed))
    }

    /// Removes the events up to an offset.
    pub(super) fn trim(&mut self, channel: &str, offset: u64) {
        let log = self.channels.entry(channel.to_owned()).or_default();
        let count = offset.min(log.last()).saturating_sub(log.trimmed);
        log.events.drain(..usize::try_from(count).unwrap_or(usize::MAX).min(log.events.len()));
        log.trimmed += count;
    }

    pub(super) fn read(&self, query: &HistoryQuery, mut limits: PageLimits) -> HistoryPage {
        let mut is_first = true;
        let channels = query.channels.iter().map(|(name, after)| {
            let history = self.read_channel(name, after.as_ref(), &mut limits, is_first);
            is_first &= !matches!(&history, ChannelHistory::Events { events, .. } if !events.is_empty());
            (name.clone(), history)
        });
        HistoryPage { channels: channels.collect() }
    }

    pub(super) fn read_channel(
        &self,
        name: &str,
        after: Option<&Position>,
        limits: &mut PageLimits,
        is_first: bool,
    ) -> ChannelHistory {
        let last = self.last(name);
        let Some(after) = after else { return ChannelHistory::Events { last, events: Vec::new() } };
        let empty = Log::default();
        let log = self.channels.get(name).unwrap_or(&empty);
        let stored = log
            .after(after.offset())
            .filter(|events| *after.epoch() == self.epoch && events.len() <= Self::MAX_BEHIND);
        let Some(stored) = stored else { return ChannelHistory::Reset { last } };
        let mut events = Vec::new();
        for (offset, Stored { event, data }) in (after.offset() + 1..).zip(stored) {
            let is_needed = is_first && events.is_empty();
            if !limits.take(data.get().len()) && !is_needed {
                break;
            }
            events.push(HistoryEvent { offset, event: event.clone(), data: data.clone() });
        }
        ChannelHistory::Events { last, events }
    }
}
