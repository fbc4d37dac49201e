//! The key of an encrypted channel, and what waits for a new one
//! ([encrypted channels](https://pusher.com/docs/channels/using_channels/encrypted-channels/)).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    SubscribeError,
    item::{RawEvent, Signal},
};
use crate::wire::encryption;

type Key = Zeroizing<[u8; 32]>;

/// What decrypts the events of one channel.
///
/// Where an event cannot be decrypted, the master key may be a new one: the
/// authorizer is asked again, once, and what comes meanwhile waits, so that
/// the order is kept.
#[derive(Default)]
pub(super) struct Decryption {
    key: Option<Key>,
    /// What waits for the authorizer's answer.
    waiting: Option<Vec<RawEvent>>,
}

/// What becomes of an event.
pub(super) enum Decrypted {
    /// These are for the consumer.
    Ready(Vec<Signal>),
    /// It waits; the authorizer must be asked.
    Ask,
    /// It waits with others.
    Waiting,
}

#[derive(Deserialize)]
struct Sealed {
    nonce: String,
    ciphertext: String,
}

impl Decryption {
    /// Takes the key that an authorizer gave, out of base64.
    pub(super) fn set_key(&mut self, secret: Option<&str>) -> Result<(), SubscribeError> {
        let bytes = secret.and_then(|text| STANDARD.decode(text).ok()).map(Zeroizing::new);
        let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        self.key = Some(Zeroizing::new(key.ok_or(SubscribeError::NoSharedSecret)?));
        Ok(())
    }

    /// Decrypts an event, of which at most so many wait for another key.
    pub(super) fn event(&mut self, event: RawEvent, most: usize) -> Decrypted {
        if let Some(waiting) = &mut self.waiting {
            waiting.push(event);
            return if waiting.len() > most { Decrypted::Ready(self.release()) } else { Decrypted::Waiting };
        }
        if let Some(data) = self.open(&event) {
            return Decrypted::Ready(vec![Signal::Event(RawEvent { data, ..event })]);
        }
        self.waiting = Some(vec![event]);
        Decrypted::Ask
    }

    /// What has waited, decrypted where the key of now fits. No more is waited for.
    pub(super) fn release(&mut self) -> Vec<Signal> {
        let waiting = self.waiting.take().unwrap_or_default();
        let decrypted = waiting.into_iter().map(|event| match self.open(&event) {
            Some(data) => Signal::Event(RawEvent { data, ..event }),
            None => Signal::Undecryptable(event),
        });
        decrypted.collect()
    }

    fn open(&self, event: &RawEvent) -> Option<String> {
        let Sealed { nonce, ciphertext } = serde_json::from_str(&event.data).ok()?;
        String::from_utf8(encryption::open(self.key.as_deref()?, &nonce, &ciphertext)?).ok()
    }
}
