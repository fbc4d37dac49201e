//! What a subscription does with the messages of the service.

use std::sync::Arc;

use tokio::time::Instant;

use super::{phase::Phase, state::Channel};
use crate::subscriber::{
    decryption::Decrypted,
    item::Signal,
    protocol::{Frame, MemberMessage, PresenceSucceeded, SubscriptionCount},
    raw_event::RawEvent,
};

impl Channel {
    /// A message that cannot be read may have been an event of this channel. Events
    /// may come before the subscription is confirmed.
    pub(in crate::subscriber) fn unreadable(&mut self, message: &Arc<str>) {
        if self.is_requested() {
            self.queue.push(Signal::Unreadable(Arc::clone(message)));
            self.suspect();
        }
    }

    /// One message of the service on this channel. Whether the subscription was confirmed by it.
    pub(in crate::subscriber) fn receive(&mut self, frame: Frame, now: Instant) -> bool {
        if matches!(self.phase, Phase::Waiting | Phase::Authorizing { .. }) {
            // of a subscription to the same channel that has just ended
            return false;
        }
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => {
                self.succeeded(frame);
                return true;
            }
            "pusher:cache_miss" => self.queue.push(Signal::CacheMiss),
            "pusher_internal:subscription_count" => match frame.content() {
                Some(SubscriptionCount { subscription_count }) => {
                    self.queue.push(Signal::Count(subscription_count));
                }
                None => self.malformed(frame),
            },
            "pusher_internal:member_added" => match frame.content() {
                Some(message) => self.joined(message),
                None => self.malformed(frame),
            },
            "pusher_internal:member_removed" => match frame.content() {
                Some(MemberMessage { user_id, .. }) => self.left(user_id),
                None => self.malformed(frame),
            },
            _ if frame.is_of_the_protocol() => self.queue.push(Signal::Event(raw(frame))),
            _ => self.event(raw(frame), now),
        }
        false
    }

    /// The service has confirmed the subscription: the first one, or one after a gap.
    fn succeeded(&mut self, frame: Frame) {
        (self.phase, self.failures) = (Phase::Active, 0);
        if let Some(recovering) = &mut self.recovering {
            recovering.recovery.subscribed();
        }
        if self.reply.is_none() {
            self.subscribed_again();
        } else if self.recovering.is_none() {
            self.begin();
        }
        if self.kind().is_presence() {
            match frame.content::<PresenceSucceeded>() {
                Some(content) => *self.members.lock() = content.members(),
                None => self.malformed(frame),
            }
        }
    }

    /// A message of the service that is not valid in the protocol.
    fn malformed(&self, frame: Frame) {
        self.queue.push(Signal::Malformed(raw(frame)));
    }

    fn joined(&self, message: MemberMessage) {
        let id = message.user_id.clone();
        let info = message.into_info();
        self.members.lock().insert(id.clone(), info.clone());
        self.queue.push(Signal::Joined { id, info });
    }

    fn left(&self, id: String) {
        self.members.lock().remove(&id);
        self.queue.push(Signal::Left { id });
    }

    /// An event for the consumer, decrypted on an encrypted channel.
    fn event(&mut self, event: RawEvent, now: Instant) {
        if !self.kind().is_encrypted() {
            return self.deliver(event);
        }
        match self.decryption.event(event, now) {
            Decrypted::Ready(signals) => self.push_all(signals),
            Decrypted::RequestKey if matches!(self.phase, Phase::Active) => {
                self.phase = Phase::RequestingKey { call: None, deadline: None };
            }
            // Not subscribed: the next subscription brings a key, and nothing would end the wait for another.
            Decrypted::RequestKey => {
                let signals = self.decryption.release();
                self.push_all(signals);
            }
            Decrypted::Waiting => {}
        }
    }

    /// The subscription has ended, perhaps only until the next connection: passes on the events that waited for a key.
    pub(super) fn release(&mut self) {
        self.confirm_again = None;
        let signals = self.decryption.release();
        self.push_all(signals);
    }

    pub(super) fn push_all(&mut self, signals: Vec<Signal>) {
        for signal in signals {
            match signal {
                Signal::Event(event) => self.deliver(event),
                Signal::Undecryptable(_) => {
                    self.queue.push(signal);
                    self.suspect();
                }
                other => self.queue.push(other),
            }
        }
    }

    /// An event of the application, decrypted.
    fn deliver(&mut self, event: RawEvent) {
        let event = match &mut self.recovering {
            Some(recovering) => recovering.recovery.received(event, &mut &self.queue),
            None => Some(event),
        };
        if let Some(event) = event {
            self.queue.push(Signal::Event(event));
        }
    }

    /// A message may have been an event of the log.
    fn suspect(&mut self) {
        if let Some(recovering) = &mut self.recovering {
            recovering.recovery.suspect();
        }
    }
}

pub(in crate::subscriber) fn raw(frame: Frame) -> RawEvent {
    let Frame { event, data, in_string, user_id, .. } = frame;
    RawEvent { event, data, user_id, position: None, in_string }
}
