//! The error of an encrypted channel without a key.

use crate::ChannelName;

/// The channel is encrypted, and the client has no master key.
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
