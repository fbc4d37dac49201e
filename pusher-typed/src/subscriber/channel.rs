//! The state of one subscription on the connection.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::oneshot;

use super::{
    decryption::{Decrypted, Decryption},
    error::{Disconnect, SubscribeError},
    item::{RawEvent, Signal},
    protocol::{Frame, MemberMessage, PresenceSucceeded, SubscriptionCount},
    queue::Queue,
};
use crate::{ChannelKind, ChannelName};

/// Where the outcome of a first subscription goes.
pub(super) type Reply = oneshot::Sender<Result<(), SubscribeError>>;

/// What the connection and the stream share.
pub(super) struct Shared {
    pub(super) queue: Queue<Signal>,
    members: Mutex<BTreeMap<String, Value>>,
}

impl Shared {
    pub(super) fn new(capacity: usize) -> Self {
        Shared { queue: Queue::new(capacity), members: Mutex::default() }
    }

    /// The user info of each present member, by user id.
    pub(super) fn members(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The progress of a subscription on the present connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not requested: there is no connection, or no authorization yet.
    Waiting,
    Requested,
    Active,
}

/// One subscription.
pub(super) struct Channel {
    /// Distinguishes this subscription from a later one to the same channel.
    pub(super) id: u64,
    pub(super) name: ChannelName,
    pub(super) shared: Arc<Shared>,
    pub(super) phase: Phase,
    reply: Option<Reply>,
    decryption: Decryption,
    /// Whether another key is to be requested from the authorizer.
    pub(super) wants_key: bool,
}

impl Channel {
    pub(super) fn new(id: u64, name: ChannelName, shared: Arc<Shared>, reply: Reply) -> Self {
        Channel {
            id,
            name,
            shared,
            phase: Phase::Waiting,
            reply: Some(reply),
            decryption: Decryption::default(),
            wants_key: false,
        }
    }

    pub(super) fn kind(&self) -> ChannelKind {
        self.name.kind()
    }

    /// The service has confirmed the subscription: the first one, or one after a gap.
    fn succeeded(&mut self) {
        self.phase = Phase::Active;
        match self.reply.take() {
            Some(reply) => drop(reply.send(Ok(()))),
            None => self.shared.queue.push(Signal::Gap),
        }
    }

    /// The authorizer or the service has refused.
    pub(super) fn failed(&mut self, error: SubscribeError) {
        self.release();
        match self.reply.take() {
            Some(reply) => {
                let _ = reply.send(Err(error));
                self.shared.queue.finish(None);
            }
            None => self.shared.queue.finish(Some(Signal::Refused(error))),
        }
    }

    /// There will be no other connection.
    pub(super) fn end(&mut self, last: Option<Signal>) {
        self.release();
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(SubscribeError::Closed));
        }
        self.shared.queue.finish(last);
    }

    /// The connection is lost.
    pub(super) fn disconnected(&mut self, lost: &Disconnect) {
        self.release();
        if self.phase == Phase::Active {
            self.shared.queue.push(Signal::Disconnected(lost.clone()));
        }
        (self.phase, self.wants_key) = (Phase::Waiting, false);
    }

    /// One message of the service on this channel.
    pub(super) fn receive(&mut self, frame: Frame) {
        if self.phase == Phase::Waiting {
            // of a subscription to the same channel that has just ended
            return;
        }
        match &*frame.event {
            "pusher_internal:subscription_succeeded" => {
                if self.kind().is_presence() {
                    let members = frame.content::<PresenceSucceeded>().map(PresenceSucceeded::members);
                    *self.shared.members() = members.unwrap_or_default();
                }
                self.succeeded();
            }
            "pusher:cache_miss" => self.shared.queue.push(Signal::CacheMiss),
            "pusher_internal:subscription_count" => match frame.content() {
                Some(SubscriptionCount { subscription_count }) => {
                    self.shared.queue.push(Signal::Count(subscription_count));
                }
                None => self.malformed(frame),
            },
            "pusher_internal:member_added" => match frame.content() {
                Some(MemberMessage { user_id, user_info }) => self.joined(user_id, user_info),
                None => self.malformed(frame),
            },
            "pusher_internal:member_removed" => match frame.content() {
                Some(MemberMessage { user_id, .. }) => self.left(user_id),
                None => self.malformed(frame),
            },
            _ => self.event(raw(frame)),
        }
    }

    /// A message of the service that does not have the form of the protocol.
    fn malformed(&self, frame: Frame) {
        self.shared.queue.push(Signal::Malformed(raw(frame)));
    }

    fn joined(&self, id: String, info: Value) {
        self.shared.members().insert(id.clone(), info.clone());
        self.shared.queue.push(Signal::Joined { id, info });
    }

    fn left(&self, id: String) {
        self.shared.members().remove(&id);
        self.shared.queue.push(Signal::Left { id });
    }

    /// Keeps the key of an encrypted channel.
    pub(super) fn set_key(&mut self, secret: Option<&str>) -> Result<(), SubscribeError> {
        self.decryption.set_key(secret)
    }

    /// An event for the consumer, decrypted on an encrypted channel.
    fn event(&mut self, event: RawEvent) {
        if !self.kind().is_encrypted() {
            return self.shared.queue.push(Signal::Event(event));
        }
        match self.decryption.event(event, self.shared.queue.capacity()) {
            Decrypted::Ready(signals) => self.push_all(signals),
            Decrypted::RequestKey => self.wants_key = true,
            Decrypted::Waiting => {}
        }
    }

    /// The request for another key is over; without a new key the old one stays.
    pub(super) fn another_key(&mut self, secret: Option<&str>) {
        let _ = self.set_key(secret);
        self.release();
    }

    /// Hands out the events that waited for a key.
    fn release(&mut self) {
        let signals = self.decryption.release();
        self.push_all(signals);
    }

    fn push_all(&self, signals: Vec<Signal>) {
        for signal in signals {
            self.shared.queue.push(signal);
        }
    }
}

pub(super) fn raw(frame: Frame) -> RawEvent {
    RawEvent { event: frame.event, data: frame.data, user_id: frame.user_id }
}
