//! Why an event was not triggered.

use std::error::Error;

use super::{encryption_key::MissingEncryptionKey, request::RequestError, shown::shown};
use crate::{
    ChannelName, ChannelNameError, ParamError, history::PositionedPayloadError, wire::encryption::SealError,
};

/// A trigger or a batch that failed, as a whole or in part.
///
/// Every variant except [`Request`](TriggerError::Request) and
/// [`Split`](TriggerError::Split) is returned before anything is sent.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// use pusher_typed::client::TriggerError;
///
/// fn describe(error: &TriggerError) -> &'static str {
///     match error.request() {
///         None => "invalid event, nothing was sent",
///         Some(request) if request.may_have_arrived() => "may have been delivered",
///         Some(_) => "not delivered",
///     }
/// }
///
/// recorder.respond(ScriptedResponse::timeout());
/// let error = client.trigger(&OrderShipped { id: 7 }).await.unwrap_err();
/// assert_eq!(describe(&error), "may have been delivered");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TriggerError {
    /// A channel's name is invalid, or longer than
    /// [`Limits::channel_name`](crate::client::Limits::channel_name).
    #[error(transparent)]
    ChannelName(#[from] ChannelNameError),
    /// The channel is the channel of a user. Use
    /// [`send_to_user_untyped`](crate::Client::send_to_user_untyped) to send to it.
    #[error("`#server-to-user-…` is the channel of a user; call `send_to_user_untyped` with the user's id")]
    UserChannel,
    /// A server cannot send an event with this name.
    #[error("invalid event name {event:?}: {error}")]
    EventName {
        /// The beginning of the name: at most 200 characters.
        event: String,
        /// What is wrong with it.
        error: EventNameError,
    },
    /// The user id is invalid.
    #[error("invalid user id: {0}")]
    UserId(ParamError),
    /// The payload could not be serialized.
    #[error("the payload of the event {event:?} could not be serialized")]
    Serialize {
        /// The event's name.
        event: String,
        /// The error of `serde_json` or of a type's `Serialize`.
        source: serde_json::Error,
    },
    /// The payload is larger than [`Limits::payload`](crate::client::Limits::payload), or on recoverable channels larger
    /// than [`Limits::recoverable_payload`](crate::client::Limits::recoverable_payload).
    #[error("the payload of the event {event:?} has {size} bytes; the maximum is {limit} (`Limits`)")]
    PayloadTooLarge {
        /// The event's name.
        event: String,
        /// Its size in bytes of UTF-8 as it would be sent, after encryption.
        size: usize,
        /// The maximum size.
        limit: usize,
    },
    /// The payload of an event on a recoverable channel is not a JSON object, or has the key `_position`.
    #[error("invalid payload of the event {event:?}: {error}")]
    RecoverablePayload {
        /// The event's name.
        event: String,
        /// What is wrong with the payload.
        error: PositionedPayloadError,
    },
    /// The channel is encrypted, and the client has no master key.
    #[error(transparent)]
    MissingEncryptionKey(#[from] MissingEncryptionKey),
    /// The trigger has several channels, and one of them is encrypted. Each encrypted channel has
    /// its own key.
    #[error(
        "the encrypted channel `{channel}` has its own key and cannot share a trigger with other channels; use a batch"
    )]
    EncryptedWithOthers {
        /// The name of the encrypted channel.
        channel: ChannelName,
    },
    /// The payload could not be encrypted.
    #[error("the payload could not be encrypted")]
    Encrypt {
        /// The operating system's error, if random bytes could not be generated.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The operating system could not generate random bytes for an idempotency key.
    #[error("the operating system could not generate random bytes for the idempotency key")]
    IdempotencyKey {
        /// The operating system's error.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The request failed.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// One of several requests failed. All three lists are in the order of the call.
    #[error(
        "one of several requests failed: {} delivered, {} failed, {} not sent",
        delivered.len(), failed.len(), unsent.len()
    )]
    Split {
        /// The deliveries of the requests before the failed one.
        delivered: Vec<Delivery>,
        /// The deliveries of the failed request;
        /// [`may_have_arrived`](RequestError::may_have_arrived) returns whether it may have been delivered.
        failed: Vec<Delivery>,
        /// The deliveries that were not sent.
        unsent: Vec<Delivery>,
        /// Why the request failed.
        source: Box<RequestError>,
    },
}

impl TriggerError {
    pub(crate) fn event_name(event: &str, error: EventNameError) -> Self {
        TriggerError::EventName { event: shown(event), error }
    }

    pub(crate) fn encrypt(error: &SealError) -> Self {
        let source = match error {
            SealError::Nonce(error) => Some((*error).into()),
            SealError::Cipher => None,
        };
        TriggerError::Encrypt { source }
    }

    /// The error of the request, if one was made.
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

/// An invalid event name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventNameError {
    /// The name is empty.
    #[error("it is empty")]
    Empty,
    /// The name is longer than [`Limits::event_name`](crate::client::Limits::event_name).
    #[error("it has {len} characters; the maximum is {limit} (`Limits::event_name`)")]
    TooLong {
        /// Its length in characters.
        len: usize,
        /// The maximum length.
        limit: usize,
    },
    /// The name begins with a prefix that is reserved for the protocol or for clients.
    #[error("the prefix `{prefix}` is reserved for {}", match *prefix { "client-" => "events that clients send", _ => "the protocol's own events" })]
    Reserved {
        /// `pusher:`, `pusher_internal:` or `client-`.
        prefix: &'static str,
    },
}
