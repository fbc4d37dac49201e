//! A subscription to a recoverable channel without a connection, for the tests of handlers: it loses, doubles and
//! reorders messages, as it is told, and recovers the events by the algorithm of real subscriptions.

use std::{collections::VecDeque, time::Duration};

use super::{
    error::{Disconnect, SubscribeError},
    item::{Item, Signal, typed},
    raw_event::RawEvent,
    recovery::{Consumer, Outcome, Recovery, Start},
};
use crate::{DecodeEvent, EventSet, Position, history::ChannelHistory};

/// What happens on the way, at random.
pub(crate) trait Chance {
    fn hits(&mut self, probability: f64) -> bool;

    /// The events after a position; `None` if the history fails.
    fn read(&mut self, after: Option<&Position>) -> Option<ChannelHistory>;
}

pub(crate) struct Rehearsal {
    channel: String,
    recovery: Recovery,
    queue: Queue,
    /// Messages that are on the way.
    messages: VecDeque<RawEvent>,
    position: Position,
    last: Position,
}

/// An unlimited queue.
#[derive(Default)]
struct Queue(VecDeque<Signal>);

impl Consumer for Queue {
    fn has_room(&mut self, _: &RawEvent) -> bool {
        true
    }

    fn is_full(&mut self) -> bool {
        false
    }

    fn deliver(&mut self, event: RawEvent) {
        self.0.push_back(Signal::Event(event));
    }
}

impl Rehearsal {
    /// A subscription after a position. The messages are sent, with their positions, up to the last one.
    pub(crate) fn new(channel: &str, after: Position, messages: Vec<RawEvent>, last: Position) -> Self {
        let mut recovery = Recovery::new(Start::After(after.clone()));
        recovery.subscribed();
        Rehearsal {
            channel: channel.to_owned(),
            recovery,
            queue: Queue::default(),
            messages: messages.into(),
            position: after,
            last,
        }
    }

    /// The next item, and the position after it; `None` if all events were returned.
    pub(crate) fn next<E>(&mut self, chance: &mut impl Chance) -> Option<(Item<E>, Position)>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        loop {
            if let Some(signal) = self.queue.0.pop_front() {
                if let Signal::Event(RawEvent { position: Some(position), .. }) = &signal {
                    self.position.clone_from(position);
                }
                return Some((typed(&self.channel, signal), self.position.clone()));
            }
            if self.position == self.last {
                return None;
            }
            self.proceed(chance);
        }
    }

    fn proceed(&mut self, chance: &mut impl Chance) {
        if chance.hits(0.02) {
            self.reconnect(chance);
        } else if self.messages.is_empty() || chance.hits(0.1) {
            self.request(chance);
        } else {
            self.deliver(chance);
        }
    }

    /// Messages that are sent meanwhile are lost.
    fn reconnect(&mut self, chance: &mut impl Chance) {
        while chance.hits(0.5) {
            self.messages.pop_front();
        }
        self.recovery.disconnected();
        self.recovery.subscribed();
        let lost = Disconnect::without_code("a fault of the test");
        self.queue.0.extend([Signal::Disconnected(lost), Signal::Resubscribed]);
    }

    fn request(&mut self, chance: &mut impl Chance) {
        let Some(request) = self.recovery.due(&mut self.queue) else { return };
        let Some(history) = chance.read(request.after.as_ref()) else {
            self.recovery.failed(request.number, None);
            let error = SubscribeError::HistoryFailed("a fault of the test".into());
            return self.queue.0.push_back(Signal::HistoryFailed { error, retry_in: Duration::from_secs(1) });
        };
        if let Outcome::Reset(last) = self.recovery.responded(request.number, history, false, &mut self.queue)
        {
            self.queue.0.push_back(Signal::Reset(last));
        }
    }

    fn deliver(&mut self, chance: &mut impl Chance) {
        let Some(message) = self.messages.pop_front() else { return };
        if chance.hits(0.1) {
            return;
        }
        if chance.hits(0.1) {
            // After the one that follows, or after one of the next.
            let index = self.messages.len().min(if chance.hits(0.5) { 1 } else { 3 });
            return self.messages.insert(index, message);
        }
        if chance.hits(0.1) {
            self.receive(message.clone());
        }
        self.receive(message);
    }

    fn receive(&mut self, message: RawEvent) {
        if let Some(other) = self.recovery.received(message, &mut self.queue) {
            self.queue.0.push_back(Signal::Event(other));
        }
    }
}
