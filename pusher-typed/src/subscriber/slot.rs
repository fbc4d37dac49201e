//! One subscription, as the connection keeps it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::oneshot;

use super::{
    Disconnect, SubscribeError,
    decryption::{Decrypted, Decryption},
    item::{RawEvent, Signal},
    queue::Queue,
};
use crate::{ChannelKind, ChannelName};

/// The answer to a first subscription.
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

    /// Who is there: the ids, and what each says of itself.
    pub(super) fn members(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far a subscription is on the present connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Waiting,
    Asked,
    Active,
}

pub(super) struct Slot {
    /// Tells this subscription from a later one to the same channel.
    pub(super) id: u64,
    pub(super) name: ChannelName,
    pub(super) shared: Arc<Shared>,
    pub(super) phase: Phase,
    reply: Option<Reply>,
    decryption: Decryption,
    /// Whether the authorizer is to be asked for another key.
    pub(super) wants_key: bool,
}

impl Slot {
    pub(super) fn new(id: u64, name: ChannelName, shared: Arc<Shared>, reply: Reply) -> Self {
        Slot {
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

    /// The service has said yes: the first time, or again after a gap.
    pub(super) fn succeeded(&mut self) {
        self.phase = Phase::Active;
        match self.reply.take() {
            Some(reply) => drop(reply.send(Ok(()))),
            None => self.shared.queue.push(Signal::Gap),
        }
    }

    /// Somebody has said no.
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

    /// Keeps the key of an encrypted channel.
    pub(super) fn set_key(&mut self, secret: Option<&str>) -> Result<(), SubscribeError> {
        self.decryption.set_key(secret)
    }

    /// An event for the consumer, decrypted where it must be.
    pub(super) fn event(&mut self, event: RawEvent) {
        if !self.kind().is_encrypted() {
            return self.shared.queue.push(Signal::Event(event));
        }
        match self.decryption.event(event, self.shared.queue.capacity()) {
            Decrypted::Ready(signals) => self.push_all(signals),
            Decrypted::Ask => self.wants_key = true,
            Decrypted::Waiting => {}
        }
    }

    /// The authorizer has answered the question for another key, or not: then the old one stays.
    pub(super) fn another_key(&mut self, secret: Option<&str>) {
        let _ = self.set_key(secret);
        self.release();
    }

    /// Hands out what has waited for a key.
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
