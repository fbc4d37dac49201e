//! Events that no variant matches, or whose content does not match their variant, with the JSON that was received.

use serde::de::DeserializeOwned;
use thiserror::Error;

use super::kind::WebhookKind;
use crate::event::DecodeEventError;

/// One event of a webhook as it was received.
///
/// The JSON is a copy of that part of the body, not serialized again.
///
/// ```
/// # use pusher_typed::WebhookEvent;
/// use pusher_typed::webhook::{RawWebhookEvent, Webhook, WebhookKind};
///
/// #[derive(WebhookEvent)]
/// enum AppHook {
///     #[pusher(other)]
///     Other(RawWebhookEvent),
/// }
///
/// # let body = br#"{"time_ms":1,"events":[{"name":"cache_miss","channel":"cache-news"}]}"#;
/// # let webhook: Webhook<AppHook> = Webhook::from_verified("00".repeat(32).parse()?, body)?;
/// let AppHook::Other(raw) = &webhook.events[0];
/// assert_eq!(raw.kind(), Some(WebhookKind::CacheMiss));
/// assert_eq!(raw.channel(), Some("cache-news"));
/// assert_eq!(raw.json(), r#"{"name":"cache_miss","channel":"cache-news"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawWebhookEvent {
    index: usize,
    name: String,
    channel: Option<String>,
    json: String,
}

impl RawWebhookEvent {
    pub(super) fn new(index: usize, name: Option<&str>, channel: Option<&str>, json: &str) -> Self {
        RawWebhookEvent {
            index,
            name: name.unwrap_or_default().to_owned(),
            channel: channel.map(str::to_owned),
            json: json.to_owned(),
        }
    }

    /// The position among the events of the webhook, counted from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The event's `name`, for example `channel_occupied`; empty if it is missing or not a string.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The kind with this name, if this version of the library knows it.
    pub fn kind(&self) -> Option<WebhookKind> {
        WebhookKind::from_name(&self.name)
    }

    /// The name of the event's channel, if it has one. It has not been validated.
    pub fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }

    /// The event's JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Deserializes the JSON into a type of the application.
    ///
    /// ```
    /// # use pusher_typed::webhook::{Event, Webhook};
    /// # let body = br#"{"time_ms":1,"events":[{"name":"key_rotated","id":7}]}"#;
    /// # let webhook = Webhook::<Event>::from_verified("00".repeat(32).parse().unwrap(), body)?;
    /// #[derive(serde::Deserialize)]
    /// struct KeyRotated { id: u64 }
    ///
    /// let Some(Event::Other(raw)) = webhook.events.first() else { panic!() };
    /// assert_eq!(raw.name(), "key_rotated");
    /// assert_eq!(raw.deserialize::<KeyRotated>()?.id, 7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the JSON does not match the type.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.json)
    }
}

/// An event of a declared kind and channel whose content does not match the variant.
///
/// ```
/// # use pusher_typed::{Channel, Event, PresenceMember, WebhookEvent};
/// # #[derive(PresenceMember)]
/// # struct Member { #[pusher(user_id)] id: u64 }
/// # #[derive(Debug, PartialEq, Channel)]
/// # #[pusher(channel = "presence-room-<room>", member = Member)]
/// # struct RoomChannel { room: String }
/// # use pusher_typed::webhook::{MisfitError, Webhook};
/// #[derive(WebhookEvent)]
/// enum AppHook {
///     #[pusher(member_added)]
///     Joined { channel: RoomChannel, user_id: u64 },
/// }
///
/// # let body = br#"{"time_ms":1,"events":[
/// #     {"name":"member_added","channel":"presence-room-attic","user_id":"guest"}]}"#;
/// # let webhook: Webhook<AppHook> = Webhook::from_verified("00".repeat(32).parse()?, body)?;
/// let misfit = &webhook.misfits[0];
/// assert_eq!(misfit.raw.channel(), Some("presence-room-attic"));
/// assert!(matches!(misfit.error, MisfitError::Value { field: "user_id" }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Misfit {
    /// The event as it was received.
    pub raw: RawWebhookEvent,
    /// What does not match.
    pub error: MisfitError,
}

/// Why the content of an event does not match its variant.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MisfitError {
    /// A field is missing.
    #[error("`{field}` is missing in the event")]
    Missing {
        /// The key in the JSON.
        field: &'static str,
    },
    /// A field does not have the declared type.
    #[error("`{field}` in the event does not have the declared type")]
    Value {
        /// The key in the JSON.
        field: &'static str,
    },
    /// The payload of a client event does not match the declared event.
    #[error("the data of the client event does not match the declared type")]
    Payload(#[source] DecodeEventError),
    /// The payload of a client event does not match the type of the field `data`.
    #[error("the data of the client event does not match the declared type")]
    Data(#[source] serde_json::Error),
    /// The payload is encrypted, and the client has no encryption master key.
    #[error("the client event is encrypted, but the client has no key; set `encryption_master_key_base64`")]
    NoEncryptionKey,
    /// The channel is encrypted, but the payload is not.
    #[error("the channel is encrypted, but the client event is not")]
    NotEncrypted,
    /// The payload was encrypted with another key, or modified afterwards.
    #[error("the client event cannot be decrypted with the channel's key")]
    Undecryptable,
    /// The event contains a string that is not valid Unicode, such as one half of a surrogate pair.
    #[error("the event contains a string that is not valid Unicode")]
    Malformed(#[source] serde_json::Error),
}
