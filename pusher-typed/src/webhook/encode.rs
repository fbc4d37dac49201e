//! Writes events as a service sends them, for the tests of applications.

use serde::{Serialize, ser::SerializeMap as _};
use serde_json::value::RawValue;

use super::{
    ClientEvent, Event, RawWebhookEvent, WebhookKind,
    declared::{SocketIdField, SubscriptionCount},
};
use crate::{
    ChannelName, ChannelNameError, ChannelParam, ChannelSet, ParamError, SocketId, UserId,
    event::EncodeEvent, param,
};

/// The content of one event.
pub struct Fields(Content);

enum Content {
    Known(Box<Known>),
    Raw(Box<RawValue>),
}

/// An event of a kind that this version knows.
struct Known {
    name: WebhookKind,
    channel: ChannelName,
    user_id: Option<String>,
    subscription_count: Option<u64>,
    socket_id: Option<SocketId>,
    event: Option<String>,
    /// As JSON. The service sends it as a string.
    data: Option<String>,
}

impl Fields {
    /// An event of this kind about `channel`, without further fields.
    pub fn new<C: ChannelSet>(kind: WebhookKind, channel: &C) -> Result<Fields, EncodeError> {
        let channel = channel.name().map_err(EncodeError::ChannelName)?;
        Ok(Fields(Content::Known(Box::new(Known {
            name: kind,
            channel,
            user_id: None,
            subscription_count: None,
            socket_id: None,
            event: None,
            data: None,
        }))))
    }

    /// An event as it was received.
    pub fn raw(event: &RawWebhookEvent) -> Result<Fields, EncodeError> {
        RawValue::from_string(event.json().to_owned())
            .map(|json| Fields(Content::Raw(json)))
            .map_err(EncodeError::Json)
    }

    fn with(mut self, change: impl FnOnce(&mut Known)) -> Fields {
        if let Content::Known(known) = &mut self.0 {
            change(known);
        }
        self
    }

    /// Adds the user's id.
    pub fn user_id<I: ChannelParam>(self, id: &I) -> Result<Fields, EncodeError> {
        let mut text = String::new();
        param::append(id, &mut text)
            .and_then(|()| param::check::<UserId>(&text))
            .map_err(EncodeError::UserId)?;
        Ok(self.with(|known| known.user_id = Some(text)))
    }

    /// Adds the user's id, if there is one.
    pub fn optional_user_id<I: ChannelParam>(self, id: Option<&I>) -> Result<Fields, EncodeError> {
        match id {
            Some(id) => self.user_id(id),
            None => Ok(self),
        }
    }

    /// Adds the number of subscriptions.
    #[must_use]
    pub fn subscription_count<N: SubscriptionCount>(self, count: &N) -> Fields {
        self.with(|known| known.subscription_count = Some(count.to_count()))
    }

    /// Adds the connection that sent a client event.
    #[must_use]
    pub fn socket_id<S: SocketIdField>(self, id: &S) -> Fields {
        self.with(|known| known.socket_id = id.to_socket_id().cloned())
    }

    /// Adds the name of a client event.
    #[must_use]
    pub fn event_name(self, name: &str) -> Fields {
        self.with(|known| known.event = Some(name.to_owned()))
    }

    /// Adds the payload of a client event as JSON.
    #[must_use]
    pub fn data(self, json: String) -> Fields {
        self.with(|known| known.data = Some(json))
    }

    /// Adds a client event.
    pub fn event<'e, E: EncodeEvent<'e>>(self, event: &E) -> Result<Fields, EncodeError> {
        let (name, data) = event.encode_event().map_err(EncodeError::Json)?;
        Ok(self.event_name(name).data(data))
    }

    /// Replaces the payload with its ciphertext if the channel is encrypted.
    pub(crate) fn seal<X>(
        &mut self,
        seal: impl FnOnce(&ChannelName, &str) -> Result<String, X>,
    ) -> Result<(), X> {
        if let Content::Known(known) = &mut self.0
            && known.channel.kind().is_encrypted()
            && let Some(data) = &mut known.data
        {
            *data = seal(&known.channel, data)?;
        }
        Ok(())
    }
}

/// A type whose values can be written as a service sends them. `#[derive(WebhookEvent)]` implements
/// it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be serialized as the events of a webhook",
    label = "cannot be serialized",
    note = "add `#[derive(serde::Serialize)]` to the client events in it"
)]
pub trait EncodeWebhookEvent<'e> {
    #[doc(hidden)]
    fn encode_webhook(&self) -> Result<Fields, EncodeError>;
}

/// The value of a `client_event` variant that can be written.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be serialized as a client event",
    label = "cannot be serialized",
    note = "add `#[derive(serde::Serialize)]` to its event"
)]
pub trait EncodeClientEvent<'e> {
    #[doc(hidden)]
    fn encode_client_event(&self) -> Result<Fields, EncodeError>;
}

impl<'e, C: ChannelSet, E: EncodeEvent<'e>> EncodeClientEvent<'e> for ClientEvent<C, E> {
    fn encode_client_event(&self) -> Result<Fields, EncodeError> {
        Fields::new(WebhookKind::ClientEvent, &self.channel)?
            .event(&self.event)?
            .socket_id(&self.socket_id)
            .optional_user_id(self.user_id.as_ref())
    }
}

impl<C: ChannelSet> EncodeWebhookEvent<'_> for Event<C> {
    fn encode_webhook(&self) -> Result<Fields, EncodeError> {
        match self {
            Event::ChannelOccupied { channel } => Fields::new(WebhookKind::ChannelOccupied, channel),
            Event::ChannelVacated { channel } => Fields::new(WebhookKind::ChannelVacated, channel),
            Event::CacheMiss { channel } => Fields::new(WebhookKind::CacheMiss, channel),
            Event::MemberAdded { channel, user_id } => {
                Fields::new(WebhookKind::MemberAdded, channel)?.user_id(user_id)
            }
            Event::MemberRemoved { channel, user_id } => {
                Fields::new(WebhookKind::MemberRemoved, channel)?.user_id(user_id)
            }
            Event::SubscriptionCount { channel, subscription_count } => {
                Ok(Fields::new(WebhookKind::SubscriptionCount, channel)?
                    .subscription_count(subscription_count))
            }
            Event::ClientEvent { channel, event, data, socket_id, user_id } => {
                Fields::new(WebhookKind::ClientEvent, channel)?
                    .event_name(event)
                    .data(data.clone())
                    .socket_id(socket_id)
                    .optional_user_id(user_id.as_ref())
            }
            Event::Other(raw) => Fields::raw(raw),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Content::Known(known) => known.serialize(serializer),
            Content::Raw(json) => json.serialize(serializer),
        }
    }
}

impl Serialize for Known {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = [
            ("name", Some(self.name.name())),
            ("channel", Some(self.channel.as_str())),
            ("event", self.event.as_deref()),
            ("data", self.data.as_deref()),
            ("socket_id", self.socket_id.as_ref().map(SocketId::as_str)),
            ("user_id", self.user_id.as_deref()),
        ];
        let mut map = serializer.serialize_map(None)?;
        for (key, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(key, text)?;
            }
        }
        if let Some(count) = self.subscription_count {
            map.serialize_entry("subscription_count", &count)?;
        }
        map.end()
    }
}

/// Why an event cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Its channel has no valid name.
    #[error("the name of the event's channel is invalid")]
    ChannelName(#[source] ChannelNameError),
    /// Its user id is invalid.
    #[error("the event's user id is invalid")]
    UserId(#[source] ParamError),
    /// Its payload cannot be serialized.
    #[error("the event's payload cannot be serialized")]
    Json(#[source] serde_json::Error),
    /// It cannot be encrypted: the client has no encryption master key.
    #[error(
        "the event's channel is encrypted, but the client has no key; set `encryption_master_key_base64`"
    )]
    Encrypt,
}
