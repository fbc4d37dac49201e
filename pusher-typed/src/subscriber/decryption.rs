//! The key of an encrypted channel, and the events that wait for a new one
//! ([encrypted channels](https://pusher.com/docs/channels/using_channels/encrypted-channels/)).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    error::SubscribeError,
    item::{RawEvent, Signal},
    protocol::EncryptedPayload,
};
use crate::wire::encryption;

type Key = Zeroizing<[u8; 32]>;

/// Decrypts the events of one channel.
///
/// If an event cannot be decrypted, the master key may have changed: another
/// key is requested, once, and the events that follow wait for it, so that the
/// order is kept.
#[derive(Default)]
pub(super) struct Decryption {
    key: Option<Key>,
    /// The events that wait for another key; `None` if none was requested.
    waiting: Option<Vec<RawEvent>>,
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
    /// Takes the key of an authorization, which is base64.
    pub(super) fn set_key(&mut self, secret: Option<&str>) -> Result<(), SubscribeError> {
        let bytes = secret.and_then(|text| STANDARD.decode(text).ok()).map(Zeroizing::new);
        let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        self.key = Some(Zeroizing::new(key.ok_or(SubscribeError::NoSharedSecret)?));
        Ok(())
    }

    /// Decrypts an event. At most `limit` events wait for another key.
    pub(super) fn event(&mut self, event: RawEvent, limit: usize) -> Decrypted {
        if let Some(waiting) = &mut self.waiting {
            waiting.push(event);
            return if waiting.len() > limit { Decrypted::Ready(self.release()) } else { Decrypted::Waiting };
        }
        if let Some(data) = self.decrypt(&event) {
            return Decrypted::Ready(vec![Signal::Event(RawEvent { data, ..event })]);
        }
        self.waiting = Some(vec![event]);
        Decrypted::RequestKey
    }

    /// Ends the wait: gives the events that waited, decrypted if the present key fits.
    pub(super) fn release(&mut self) -> Vec<Signal> {
        let waiting = self.waiting.take().unwrap_or_default();
        let decrypted = waiting.into_iter().map(|event| match self.decrypt(&event) {
            Some(data) => Signal::Event(RawEvent { data, ..event }),
            None => Signal::Undecryptable(event),
        });
        decrypted.collect()
    }

    fn decrypt(&self, event: &RawEvent) -> Option<String> {
        let EncryptedPayload { nonce, ciphertext } = serde_json::from_str(&event.data).ok()?;
        String::from_utf8(encryption::open(self.key.as_deref()?, &nonce, &ciphertext)?).ok()
    }
}
