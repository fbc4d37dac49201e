//! The error of an encrypted channel without a key.

use crate::ChannelName;

/// The channel is encrypted, and the client has no master key.
///
/// ```
/// use pusher_typed::{Channel, Client, client::AuthError};
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-encrypted-letters")]
/// struct LetterChannel;
///
/// let client = Client::builder("app-id", "key", "secret").build()?; // no `encryption_master_key_base64`
/// match client.authorize(&"1234.1234".parse()?, &LetterChannel) {
///     Err(AuthError::MissingEncryptionKey(error)) => assert_eq!(error.channel, "private-encrypted-letters"),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the channel `{channel}` is encrypted, but the client has no key; set `encryption_master_key_base64`"
)]
#[non_exhaustive]
pub struct MissingEncryptionKey {
    /// The channel's name.
    pub channel: ChannelName,
}

impl MissingEncryptionKey {
    pub(crate) fn new(channel: &ChannelName) -> Self {
        MissingEncryptionKey { channel: channel.clone() }
    }
}
