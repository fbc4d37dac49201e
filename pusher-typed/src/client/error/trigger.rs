//! Why an event was not triggered.

use std::{error::Error, fmt};

use super::{RequestError, shown};
use crate::{ChannelName, ChannelNameError, ParamError, wire::encryption::SealError};

/// An event, or several, that were not or not all triggered.
///
/// Everything but [`Request`](TriggerError::Request) and
/// [`Split`](TriggerError::Split) is found before anything is sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum TriggerError {
    /// There is no such channel name.
    ChannelName(ChannelNameError),
    /// A channel's name is longer than [`Limits::channel_name`](crate::client::Limits::channel_name).
    ChannelNameTooLong {
        /// The beginning of the name.
        channel: String,
        /// Its length in characters.
        len: usize,
        /// The greatest length.
        limit: usize,
    },
    /// No server may send an event of this name.
    EventName {
        /// The beginning of the name.
        event: String,
        /// What is wrong with it.
        error: EventNameError,
    },
    /// There is no such user id.
    UserId(ParamError),
    /// The payload could not be serialized.
    Serialize {
        /// The event's name.
        event: String,
        /// Why not.
        source: serde_json::Error,
    },
    /// The payload is larger than [`Limits::payload`](crate::client::Limits::payload).
    PayloadTooLarge {
        /// The event's name.
        event: String,
        /// Its size in bytes of UTF-8 as it would be sent, after encryption.
        size: usize,
        /// The greatest size.
        limit: usize,
    },
    /// The channel is encrypted, and the client has no master key.
    MissingEncryptionKey {
        /// The channel's name.
        channel: ChannelName,
    },
    /// Several channels in one trigger, one of which is encrypted: each
    /// encrypted channel has a key of its own.
    EncryptedWithOthers {
        /// The name of the encrypted channel.
        channel: ChannelName,
    },
    /// The payload could not be encrypted.
    Encrypt {
        /// The operating system's error, where it gave no random bytes.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The request failed.
    Request(RequestError),
    /// One of several requests failed. All three lists are in the order of the call.
    Split {
        /// What the requests before it delivered.
        delivered: Vec<Delivery>,
        /// What the failed request was to deliver;
        /// [`may_have_arrived`](RequestError::may_have_arrived) tells whether it did.
        failed: Vec<Delivery>,
        /// What was not sent any more.
        unsent: Vec<Delivery>,
        /// Why the request failed.
        source: Box<RequestError>,
    },
}

impl TriggerError {
    pub(crate) fn event_name(event: &str, error: EventNameError) -> Self {
        TriggerError::EventName { event: shown(event), error }
    }

    pub(crate) fn channel_too_long(channel: &str, limit: usize) -> Self {
        TriggerError::ChannelNameTooLong { channel: shown(channel), len: channel.len(), limit }
    }

    pub(crate) fn encrypt(error: &SealError) -> Self {
        let source = match error {
            SealError::Nonce(error) => Some((*error).into()),
            SealError::Cipher => None,
        };
        TriggerError::Encrypt { source }
    }

    /// The request that failed, if one was made.
    pub fn request(&self) -> Option<&RequestError> {
        match self {
            TriggerError::Request(error) => Some(error),
            TriggerError::Split { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// One event to one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The event's name.
    pub event: String,
    /// The channel's name; `#server-to-user-ID` for an event to a user.
    pub channel: String,
}

/// Why an event cannot have this name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventNameError {
    /// It is empty.
    Empty,
    /// It is longer than [`Limits::event_name`](crate::client::Limits::event_name).
    TooLong {
        /// Its length in characters.
        len: usize,
        /// The greatest length.
        limit: usize,
    },
    /// It begins with what the protocol keeps for itself or for browsers.
    Reserved {
        /// `pusher:`, `pusher_internal:` or `client-`.
        prefix: &'static str,
    },
}

impl fmt::Display for EventNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventNameError::Empty => f.write_str("it is empty"),
            EventNameError::TooLong { len, limit } => {
                write!(f, "it has {len} characters, at most {limit} are allowed")
            }
            EventNameError::Reserved { prefix: "client-" } => {
                f.write_str("`client-` begins the names of events that browsers send")
            }
            EventNameError::Reserved { prefix } => {
                write!(f, "`{prefix}` begins the names of the protocol's own events")
            }
        }
    }
}

impl Error for EventNameError {}

impl From<ChannelNameError> for TriggerError {
    fn from(error: ChannelNameError) -> Self {
        TriggerError::ChannelName(error)
    }
}

impl fmt::Display for TriggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TriggerError::ChannelName(_) => f.write_str("there is no such channel name"),
            TriggerError::ChannelNameTooLong { channel, len, limit } => {
                write!(f, "the channel name {channel:?} has {len} characters, at most {limit} are allowed")
            }
            TriggerError::EventName { event, .. } => write!(f, "no server may send an event named {event:?}"),
            TriggerError::UserId(_) => f.write_str("there is no such user id"),
            TriggerError::Serialize { event, .. } => {
                write!(f, "the payload of the event {event:?} could not be serialized")
            }
            TriggerError::PayloadTooLarge { event, size, limit } => {
                write!(f, "the payload of the event {event:?} has {size} bytes, at most {limit} are allowed")
            }
            TriggerError::MissingEncryptionKey { channel } => write!(
                f,
                "the channel {channel:?} is encrypted, and the client has no key: set `encryption_master_key_base64`",
                channel = channel.as_str()
            ),
            TriggerError::EncryptedWithOthers { channel } => write!(
                f,
                "the encrypted channel {channel:?} has a key of its own and cannot share a trigger: use a batch",
                channel = channel.as_str()
            ),
            TriggerError::Encrypt { .. } => f.write_str("the payload could not be encrypted"),
            TriggerError::Request(error) => error.fmt(f),
            TriggerError::Split { delivered, failed, unsent, .. } => write!(
                f,
                "one of several requests failed: {} delivered, {} failed, {} not sent",
                delivered.len(),
                failed.len(),
                unsent.len()
            ),
        }
    }
}

impl Error for TriggerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            TriggerError::ChannelName(error) => Some(error),
            TriggerError::EventName { error, .. } => Some(error),
            TriggerError::UserId(error) => Some(error),
            TriggerError::Serialize { source, .. } => Some(source),
            TriggerError::Encrypt { source } => source.as_deref().map(|source| source as _),
            // Its text is this error's own.
            TriggerError::Request(error) => error.source(),
            TriggerError::Split { source, .. } => Some(&**source),
            _ => None,
        }
    }
}
