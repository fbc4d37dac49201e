//! The histories of a session's recoverable channels.

use std::sync::Arc;

use tokio::time::Instant;

use super::{
    channel::Channel,
    histories::{ChannelRequest, ChannelResponse, Finished},
    outgoing::Subject,
    session::Session,
};
use crate::Position;

impl Session {
    /// Makes the request of a channel that is due.
    pub(super) fn recover(&mut self, name: &Arc<str>) {
        let Some(channel) = self.channels.get_mut(name).filter(|channel| channel.is_recoverable()) else {
            return;
        };
        let now = Instant::now();
        if let Some(request) = channel.history_request(self.histories.times(now), now) {
            let (channel, id) = (Arc::clone(name), channel.id);
            self.histories.enqueue(ChannelRequest { channel, id, request }, now);
        }
    }

    /// Keeps the deadlines of all recoverable channels up to date.
    pub(super) fn schedule_recoverable(&mut self) {
        let channels = self.channels.iter().filter(|(_, channel)| channel.is_recoverable());
        let names: Vec<_> = channels.map(|(name, _)| Arc::clone(name)).collect();
        for name in names {
            self.schedule(&Subject::Channel(name));
        }
    }

    /// A request for the histories of some channels is over.
    pub(super) fn history_finished(&mut self, finished: Finished, now: Instant) {
        for response in self.histories.responses(finished) {
            self.history_responded(response, now);
        }
    }

    fn history_responded(&mut self, response: ChannelResponse, now: Instant) {
        let name = Arc::clone(&response.channel);
        let channel = self.channels.get_mut(&name).filter(|channel| channel.id == response.id);
        let Some(channel) = channel else { return };
        match channel.history_responded(response, now) {
            Ok(()) => self.schedule(&Subject::Channel(name)),
            Err(error) => self.channel_failed(&name, error, now),
        }
    }

    /// The consumer of a stream has taken all items.
    pub(super) fn drained(&mut self, name: &str, id: u64) {
        self.change(name, id, Channel::drained);
    }

    /// A stream continues from a position.
    pub(super) fn resume(&mut self, name: &str, id: u64, position: Position, number: u64) {
        self.change(name, id, |channel| channel.resume(position, number));
    }

    fn change(&mut self, name: &str, id: u64, change: impl FnOnce(&mut Channel)) {
        let entry = self.channels.get_key_value(name).filter(|(_, channel)| channel.id == id);
        let Some(name) = entry.map(|(name, _)| Arc::clone(name)) else { return };
        if let Some(channel) = self.channels.get_mut(&name) {
            change(channel);
        }
        self.schedule(&Subject::Channel(name));
    }
}
