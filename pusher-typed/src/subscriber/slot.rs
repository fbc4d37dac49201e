//! One subscription, as the connection keeps it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{
    SubscribeError,
    item::{RawEvent, Signal},
    queue::Queue,
};
use crate::{ChannelKind, ChannelName, wire::encryption};

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
    key: Option<Zeroizing<[u8; 32]>>,
}

#[derive(Deserialize)]
struct Sealed {
    nonce: String,
    ciphertext: String,
}

impl Slot {
    pub(super) fn new(id: u64, name: ChannelName, shared: Arc<Shared>, reply: Reply) -> Self {
        Slot { id, name, shared, phase: Phase::Waiting, reply: Some(reply), key: None }
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
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(SubscribeError::Closed));
        }
        self.shared.queue.finish(last);
    }

    /// Keeps the key of an encrypted channel, out of base64.
    pub(super) fn set_key(&mut self, secret: Option<&str>) -> Result<(), SubscribeError> {
        let bytes = secret.and_then(|text| STANDARD.decode(text).ok()).map(Zeroizing::new);
        let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        self.key = Some(Zeroizing::new(key.ok_or(SubscribeError::NoSharedSecret)?));
        Ok(())
    }

    /// An event for the consumer, decrypted where it must be.
    pub(super) fn event(&self, event: RawEvent) {
        let signal = match &self.key {
            Some(key) if self.kind().is_encrypted() => match decrypt(key, &event.data) {
                Some(data) => Signal::Event(RawEvent { data, ..event }),
                None => Signal::Undecryptable(event),
            },
            _ => Signal::Event(event),
        };
        self.shared.queue.push(signal);
    }
}

fn decrypt(key: &[u8; 32], data: &str) -> Option<String> {
    let Sealed { nonce, ciphertext } = serde_json::from_str(data).ok()?;
    String::from_utf8(encryption::open(key, &nonce, &ciphertext)?).ok()
}
