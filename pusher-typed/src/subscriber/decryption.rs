//! The key of an encrypted channel, and the events that wait for a new one
//! ([encrypted channels](https://pusher.com/docs/channels/using_channels/encrypted-channels/)).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{
    error::SubscribeError,
    item::Signal,
    pauses::{Backoff, later},
    queue::Capacity,
    raw_event::RawEvent,
};
use crate::{webhook::EncryptedPayload, wire::encryption};

type Key = Zeroizing<[u8; 32]>;

/// Decrypts the events of one channel.
///
/// If an event cannot be decrypted, the master key may have changed: another
/// key is requested, and the events that follow wait for it, so that the order
/// is kept. If that key does not help, the next request is made after a pause
/// at the earliest.
pub(super) struct Decryption {
    key: Option<Key>,
    /// The events that wait for another key; `None` if none was requested.
    waiting: Option<Waiting>,
    /// How many requests did not help since the last one that did.
    failures: u32,
    /// The earliest time of another request.
    next_request: Option<Instant>,
    limit: Capacity,
    backoff: Backoff,
}

#[derive(Default)]
struct Waiting {
    events: Vec<RawEvent>,
    bytes: usize,
}

/// The outcome for an event.
pub(super) enum Decrypted {
    /// These go to the consumer.
    Ready(Vec<Signal>),
    /// The event waits, and another key is to be requested.
    RequestKey,
    /// The event waits with others.
    Waiting,
}

impl Decryption {
    /// As many events as `limit` wait for another key.
    pub(super) fn new(limit: Capacity, backoff: Backoff) -> Self {
        Decryption { key: None, waiting: None, failures: 0, next_request: None, limit, backoff }
    }

    /// Sets the key of an authorization, which is base64.
    pub(super) fn set_key(&mut self, secret: Option<&str>) -> Result<(), SubscribeError> {
        let bytes = secret.and_then(|text| STANDARD.decode(text).ok()).map(Zeroizing::new);
        let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        self.key = Some(Zeroizing::new(key.ok_or(SubscribeError::NoSharedSecret)?));
        Ok(())
    }

    /// Decrypts an event, or lets it wait for another key.
    pub(super) fn event(&mut self, event: RawEvent, now: Instant) -> Decrypted {
        if let Some(waiting) = &mut self.waiting {
            waiting.push(event);
            let is_full = waiting.events.len() > self.limit.items || waiting.bytes > self.limit.bytes;
            return if is_full { Decrypted::Ready(self.release()) } else { Decrypted::Waiting };
        }
        if let Some(data) = self.decrypt(&event) {
            return Decrypted::Ready(vec![Signal::Event(RawEvent { data, in_string: false, ..event })]);
        }
        if self.next_request.is_some_and(|earliest| now < earliest) {
            return Decrypted::Ready(vec![Signal::Undecryptable(event)]);
        }
        let mut waiting = Waiting::default();
        waiting.push(event);
        self.waiting = Some(waiting);
        Decrypted::RequestKey
    }

    /// The request for another key has ended: returns the events that waited.
    pub(super) fn key_received(
        &mut self,
        secret: Result<Option<&str>, SubscribeError>,
        now: Instant,
    ) -> Vec<Signal> {
        let failure = secret.and_then(|secret| self.set_key(secret)).err();
        let mut signals: Vec<_> = failure.map(Signal::KeyRequestFailed).into_iter().collect();
        let released = self.release();
        if signals.is_empty() && released.iter().any(|signal| matches!(signal, Signal::Event(_))) {
            (self.failures, self.next_request) = (0, None);
        } else {
            self.next_request = Some(later(now, self.backoff.pause(self.failures)));
            self.failures = self.failures.saturating_add(1);
        }
        signals.extend(released);
        signals
    }

    /// Returns the events that waited, decrypted if the present key fits.
    pub(super) fn release(&mut self) -> Vec<Signal> {
        let waiting = self.waiting.take().unwrap_or_default();
        let decrypted = waiting.events.into_iter().map(|event| match self.decrypt(&event) {
            Some(data) => Signal::Event(RawEvent { data, in_string: false, ..event }),
            None => Signal::Undecryptable(event),
        });
        decrypted.collect()
    }

    fn decrypt(&self, event: &RawEvent) -> Option<String> {
        let EncryptedPayload { nonce, ciphertext }: EncryptedPayload<'_> =
            serde_json::from_str(&event.data).ok()?;
        String::from_utf8(encryption::open(self.key.as_deref()?, &nonce, &ciphertext)?).ok()
    }
}

impl Waiting {
    fn push(&mut self, event: RawEvent) {
        self.bytes = self.bytes.saturating_add(event.event.len() + event.data.len());
        self.events.push(event);
    }
}
