//! Payloads of client events on encrypted channels.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::MisfitError;

/// Decrypts payloads, with the key of the channel.
pub(crate) trait Open {
    /// The plaintext; `None` where the key does not fit or the bytes were changed.
    fn open(&self, channel: &str, nonce: &str, ciphertext: &str) -> Option<Vec<u8>>;
}

/// A payload as browsers encrypt it.
#[derive(Deserialize)]
struct Sealed<'d> {
    #[serde(borrow)]
    nonce: Cow<'d, str>,
    #[serde(borrow)]
    ciphertext: Cow<'d, str>,
}

/// The JSON that was encrypted for `channel`, given as an object or as one in a string.
pub(super) fn opened(
    opener: Option<&dyn Open>,
    channel: &str,
    data: &RawValue,
) -> Result<String, MisfitError> {
    let opener = opener.ok_or(MisfitError::NoEncryptionKey)?;
    let text: Cow<'_, str> = match serde_json::from_str(data.get()) {
        Ok(text) => Cow::<str>::Owned(text),
        Err(_) => Cow::Borrowed(data.get()),
    };
    let sealed: Sealed<'_> = serde_json::from_str(&text).map_err(|_| MisfitError::NotEncrypted)?;
    let plaintext =
        opener.open(channel, &sealed.nonce, &sealed.ciphertext).ok_or(MisfitError::Undecryptable)?;
    String::from_utf8(plaintext).map_err(|_| MisfitError::Undecryptable)
}
