//! Events that no type took, as they were sent.

use serde::de::DeserializeOwned;

use super::{Incoming, WebhookKind};

/// One event of a webhook as it was sent.
///
/// The JSON is the sender's own text, not written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawWebhookEvent {
    index: usize,
    name: String,
    channel: Option<String>,
    json: String,
}

impl RawWebhookEvent {
    pub(super) fn new(index: usize, event: &Incoming<'_>, json: &str) -> Self {
        let text = |value: Option<&str>| value.map(str::to_owned);
        RawWebhookEvent {
            index,
            name: text(event.name.as_ref().and_then(|name| name.as_str())).unwrap_or_default(),
            channel: text(event.channel_name()),
            json: json.to_owned(),
        }
    }

    /// Where it stood among the events of its webhook, counted from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// What kind of event it says it is; empty where it does not say.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The kind of that name, if this version knows it.
    pub fn kind(&self) -> Option<WebhookKind> {
        WebhookKind::of(&self.name)
    }

    /// The name of its channel, if it has one. It has not been checked.
    pub fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }

    /// The event's JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Reads the JSON into a type of your own.
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
    /// When the JSON does not fit the type.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.json)
    }
}
