//! Events that were sent, decoded from the body of the request.

use serde::Deserialize;

use crate::{
    channel::ChannelName,
    event::{DecodeEvent, DecodeEventError, EventSet},
    socket::SocketId,
    webhook::EncryptedPayload,
    wire::encryption::MasterKey,
};

/// An event that was sent, alone or as an item of a batch.
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
/// client.trigger(&OrderShipped { id: 7 }).exclude(&"1234.1234".parse()?).await?;
///
/// let sent = &recorder.sent()[0];
/// assert_eq!((&*sent.event, &*sent.data), ("shipped", r#"{"id":7}"#));
/// assert_eq!(sent.channels, ["private-orders-7"]);
/// assert_eq!(sent.exclude, Some("1234.1234".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentEvent {
    /// Its name.
    pub event: String,
    /// The channels that it was sent to; `#server-to-user-ID` for a user.
    pub channels: Vec<String>,
    /// The payload as JSON, decrypted if the recorder has the key.
    pub data: String,
    /// The connection that does not receive it.
    pub exclude: Option<SocketId>,
    /// The requested attributes of the channels: `user_count`, `subscription_count`.
    pub info: Vec<String>,
}

impl SentEvent {
    /// The event as a value of a set; `None` if the set has no such event on any
    /// of the channels.
    pub(super) fn decode<E>(&self) -> Option<Result<E, DecodeEventError>>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        self.channels.iter().find_map(|channel| match E::decode(channel, &self.event, &self.data) {
            Err(DecodeEventError::Unknown { .. }) => None,
            decoded => Some(decoded),
        })
    }
}

/// The body of a request that sends events.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Body {
    Batch { batch: Vec<EventBody> },
    Event(EventBody),
}

#[derive(Deserialize)]
pub(super) struct EventBody {
    name: String,
    #[serde(default)]
    channels: Vec<String>,
    channel: Option<String>,
    data: String,
    socket_id: Option<String>,
    info: Option<String>,
}

impl Body {
    pub(super) fn into_events(self, key: &MasterKey) -> Vec<SentEvent> {
        let events = match self {
            Body::Batch { batch } => batch,
            Body::Event(event) => vec![event],
        };
        events.into_iter().map(|event| event.into_event(key)).collect()
    }
}

impl EventBody {
    fn into_event(self, key: &MasterKey) -> SentEvent {
        let mut channels = self.channels;
        channels.extend(self.channel);
        let data = decrypted(key, &channels, &self.data).unwrap_or(self.data);
        let attributes = self.info.unwrap_or_default();
        SentEvent {
            event: self.name,
            channels,
            data,
            exclude: self.socket_id.and_then(|id| id.parse().ok()),
            info: attributes.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        }
    }
}

/// The payload of an event to one encrypted channel, if the key fits.
pub(super) fn decrypted(key: &MasterKey, channels: &[String], data: &str) -> Option<String> {
    let [channel] = channels else { return None };
    let channel = ChannelName::new(channel.as_str()).ok().filter(|name| name.kind().is_encrypted())?;
    let payload: EncryptedPayload<'_> = serde_json::from_str(data).ok()?;
    String::from_utf8(key.open(&channel, &payload.nonce, &payload.ciphertext)?).ok()
}
