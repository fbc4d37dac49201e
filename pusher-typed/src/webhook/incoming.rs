//! One event of a webhook as it is in the body: its fields are borrowed, and
//! interpreted only as far as a variant needs them.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{kind::WebhookKind, raw::MisfitError, scalar::Scalar};
use crate::{
    channel::{ChannelKind, ChannelParam, ParseChannelParam},
    event::{DecodeEvent, set::ReceivedEvent},
    param,
    socket::SocketId,
};

/// Decrypts a payload: from the channel's name, the nonce and the ciphertext,
/// both in base64. `None` if they were encrypted with another key or the bytes were
/// modified.
pub(crate) type Decrypt<'k> = dyn Fn(&str, &str, &str) -> Option<Vec<u8>> + 'k;

/// One event of a webhook, borrowed from the body.
#[derive(Default)]
pub struct Incoming<'b> {
    name: Option<Scalar<'b>>,
    channel: Option<Scalar<'b>>,
    user_id: Option<Scalar<'b>>,
    socket_id: Option<Scalar<'b>>,
    event: Option<Scalar<'b>>,
    subscription_count: Option<Scalar<'b>>,
    data: Option<&'b RawValue>,
    /// For the data of client events on encrypted channels.
    pub(super) decrypt: Option<&'b Decrypt<'b>>,
}

impl Incoming<'_> {
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_ref()?.as_str()
    }

    /// The kind; `None` if this version of the library does not know it.
    pub fn kind(&self) -> Option<WebhookKind> {
        WebhookKind::from_name(self.name()?)
    }

    pub(super) fn channel_name(&self) -> Option<&str> {
        self.channel.as_ref()?.as_str()
    }

    pub(super) fn user_id<T: ChannelParam + for<'n> ParseChannelParam<'n>>(&self) -> Result<T, MisfitError> {
        self.optional_user_id()?.ok_or(MisfitError::Missing { field: "user_id" })
    }

    pub(super) fn optional_user_id<T: ChannelParam + for<'n> ParseChannelParam<'n>>(
        &self,
    ) -> Result<Option<T>, MisfitError> {
        let Some(value) = &self.user_id else { return Ok(None) };
        let id = value.to_text().and_then(|text| param::parse(&text));
        id.map(Some).ok_or(MisfitError::Value { field: "user_id" })
    }

    /// The connection that sent a client event.
    pub(super) fn socket_id(&self) -> Result<Option<SocketId>, MisfitError> {
        let Some(value) = &self.socket_id else { return Ok(None) };
        let id = value.as_str().and_then(|text| text.parse().ok());
        id.map(Some).ok_or(MisfitError::Value { field: "socket_id" })
    }

    pub(super) fn subscription_count(&self) -> Result<u64, MisfitError> {
        let field = "subscription_count";
        let value = self.subscription_count.as_ref().ok_or(MisfitError::Missing { field })?;
        value.to_number().ok_or(MisfitError::Value { field })
    }

    /// The name of a client event.
    pub fn event_name(&self) -> Result<String, MisfitError> {
        let name = self.event.as_ref().ok_or(MisfitError::Missing { field: "event" })?;
        name.as_str().map(str::to_owned).ok_or(MisfitError::Value { field: "event" })
    }

    /// The client event as a value of `E`; `None` if `E` does not have this event.
    pub(super) fn client_event<E: for<'d> DecodeEvent<'d>>(&self) -> Option<Result<E, MisfitError>> {
        let (channel, event) = (self.channel_name()?, self.event.as_ref()?.as_str()?);
        let decoded = self.payload(|data| match E::decode_event(ReceivedEvent { channel, event, data }) {
            None => Ok(None),
            Some(decoded) => decoded.map(Some),
        });
        match decoded {
            Ok(event) => event.map(Ok),
            Err(PayloadError::Decode(error)) => Some(Err(MisfitError::Payload(error))),
            // Without a readable payload, only the name and the channel say whether the event is one of `E`.
            Err(PayloadError::Misfit(error)) => {
                E::decode_event(ReceivedEvent { channel, event, data: "null" }).map(|_| Err(error))
            }
        }
    }

    /// The payload of a client event as a `T`.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, MisfitError> {
        self.payload(|data| serde_json::from_str(data)).map_err(PayloadError::into_misfit)
    }

    /// The payload of a client event as JSON.
    pub(super) fn json(&self) -> Result<String, MisfitError> {
        let owned = |json: &str| serde_json::from_str::<IgnoredAny>(json).map(|_| json.to_owned());
        self.payload(owned).map_err(PayloadError::into_misfit)
    }

    /// Decodes the payload: decrypted, and taken out of a string if it was sent as one.
    fn payload<T, F>(&self, decode: impl Fn(&str) -> Result<T, F>) -> Result<T, PayloadError<F>> {
        let data = self.data.map_or("null", RawValue::get);
        let channel = self.channel_name().unwrap_or_default();
        if let Some(data) = self.data.filter(|_| ChannelKind::from_name(channel).is_encrypted()) {
            let json = self.decrypted(channel, data).map_err(PayloadError::Misfit)?;
            return decode(&json).map_err(PayloadError::Decode);
        }
        let text: Option<String> = if data.starts_with('"') { serde_json::from_str(data).ok() } else { None };
        let Some(text) = text else { return decode(data).map_err(PayloadError::Decode) };
        // The string may also be the payload itself, of an event that is a string.
        decode(&text).or_else(|error| decode(data).map_err(|_| PayloadError::Decode(error)))
    }

    /// The JSON that was encrypted; `data` is an [`EncryptedPayload`], or a string that contains one.
    fn decrypted(&self, channel: &str, data: &RawValue) -> Result<String, MisfitError> {
        let decrypt = self.decrypt.ok_or(MisfitError::NoEncryptionKey)?;
        let text: Cow<'_, str> = match serde_json::from_str(data.get()) {
            Ok(text) => Cow::<str>::Owned(text),
            Err(_) => Cow::Borrowed(data.get()),
        };
        let payload: EncryptedPayload<'_> =
            serde_json::from_str(&text).map_err(|_| MisfitError::NotEncrypted)?;
        let plaintext =
            decrypt(channel, &payload.nonce, &payload.ciphertext).ok_or(MisfitError::Undecryptable)?;
        String::from_utf8(plaintext).map_err(|_| MisfitError::Undecryptable)
    }
}

/// The payload of an event on an encrypted channel, both parts in base64.
#[derive(Deserialize)]
pub(crate) struct EncryptedPayload<'d> {
    #[serde(borrow)]
    pub(crate) nonce: Cow<'d, str>,
    #[serde(borrow)]
    pub(crate) ciphertext: Cow<'d, str>,
}

enum PayloadError<F> {
    Misfit(MisfitError),
    Decode(F),
}

impl PayloadError<serde_json::Error> {
    fn into_misfit(self) -> MisfitError {
        match self {
            PayloadError::Misfit(error) => error,
            PayloadError::Decode(error) => MisfitError::Data(error),
        }
    }
}

/// The keys of an event; servers may add others.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Name,
    Channel,
    UserId,
    SocketId,
    Event,
    SubscriptionCount,
    Data,
    #[serde(other)]
    Unknown,
}

impl<'b> Incoming<'b> {
    fn set<A: MapAccess<'b>>(&mut self, key: &Key, entries: &mut A) -> Result<(), A::Error> {
        let value = match key {
            Key::Name => &mut self.name,
            Key::Channel => &mut self.channel,
            Key::UserId => &mut self.user_id,
            Key::SocketId => &mut self.socket_id,
            Key::Event => &mut self.event,
            Key::SubscriptionCount => &mut self.subscription_count,
            Key::Data => {
                self.data = Some(entries.next_value()?);
                return Ok(());
            }
            Key::Unknown => return entries.next_value().map(|IgnoredAny| ()),
        };
        *value = entries.next_value()?;
        Ok(())
    }
}

/// Reads an event and passes it to a function, because moving it would cost about as much as
/// reading it. It accepts any JSON value: a value that is not an object is an event without a name.
pub(super) struct IncomingSeed<F>(pub(super) F);

impl<'b, F: FnOnce(Incoming<'b>)> IncomingSeed<F> {
    #[expect(clippy::unnecessary_wraps, reason = "seven methods of the visitor return this type")]
    fn not_an_object<E>(self) -> Result<(), E> {
        (self.0)(Incoming::default());
        Ok(())
    }
}

impl<'b, F: FnOnce(Incoming<'b>)> DeserializeSeed<'b> for IncomingSeed<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'b, F: FnOnce(Incoming<'b>)> Visitor<'b> for IncomingSeed<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut event = Incoming::default();
        while let Some(key) = entries.next_key()? {
            event.set(&key, &mut entries)?;
        }
        (self.0)(event);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        self.not_an_object()
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.not_an_object()
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.not_an_object()
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.not_an_object()
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.not_an_object()
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.not_an_object()
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.not_an_object()
    }
}
