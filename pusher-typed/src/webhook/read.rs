//! What generated code reads from an event.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::{Incoming, MisfitError, RawWebhookEvent, crypt};
use crate::{
    ChannelKind, ChannelParam, ChannelSet, DecodeEvent, ParseChannelParam, SocketId,
    channel::{ParseChannel, Patterns, param, users::HaveIds},
    event::set::Events,
};

impl Incoming<'_> {
    /// The channel as one of `C`.
    pub fn channel<C: ChannelSet + for<'n> ParseChannel<'n>>(&self) -> Option<C> {
        C::parse_channel(self.channel_name()?)
    }

    /// The id of the member that was added or removed.
    pub fn user_id<T: ChannelParam + for<'n> ParseChannelParam<'n>>(&self) -> Result<T, MisfitError> {
        self.optional_user_id()?.ok_or(MisfitError::Missing { field: "user_id" })
    }

    /// The id of the user who sent a client event, which is known on presence channels only.
    pub fn optional_user_id<T: ChannelParam + for<'n> ParseChannelParam<'n>>(
        &self,
    ) -> Result<Option<T>, MisfitError> {
        let Some(value) = &self.user_id else { return Ok(None) };
        let id = value.to_text().and_then(|text| param::parse(&text));
        id.map(Some).ok_or(MisfitError::Value { field: "user_id" })
    }

    /// The id of the member that was added or removed, as members of `C` have it.
    pub fn user_id_of_member<C, T>(&self) -> Result<T, MisfitError>
    where
        C: ChannelSet<Users: HaveIds<T>>,
        T: for<'n> ParseChannelParam<'n>,
    {
        let value = self.user_id.as_ref().ok_or(MisfitError::Missing { field: "user_id" })?;
        let id = value.to_text().and_then(|text| C::Users::parse_id(&text));
        id.ok_or(MisfitError::Value { field: "user_id" })
    }

    /// The id of the user who sent a client event, as a field of the type `F`.
    pub fn user_id_of_sender<C, F>(&self) -> Result<F, MisfitError>
    where
        F: SenderField<Id: ChannelParam + for<'n> ParseChannelParam<'n>>,
        C: ChannelSet<Users: HaveIds<F::Id>>,
    {
        self.optional_user_id().map(F::from_sender)
    }

    /// The connection that sent a client event.
    pub fn socket_id<T: SocketIdField>(&self) -> Result<T, MisfitError> {
        let wrong = || MisfitError::Value { field: "socket_id" };
        let id = match &self.socket_id {
            None => None,
            Some(value) => Some(value.as_str().ok_or_else(wrong)?.parse().map_err(|_| wrong())?),
        };
        T::from_socket_id(id).ok_or(MisfitError::Missing { field: "socket_id" })
    }

    /// How many connections are subscribed.
    pub fn subscription_count<T: SubscriptionCount>(&self) -> Result<T, MisfitError> {
        let field = "subscription_count";
        let value = self.subscription_count.as_ref().ok_or(MisfitError::Missing { field })?;
        value.to_number().and_then(T::from_count).ok_or(MisfitError::Value { field })
    }

    /// The name of a client event.
    pub fn event_name(&self) -> Result<String, MisfitError> {
        let name = self.event.as_ref().ok_or(MisfitError::Missing { field: "event" })?;
        name.as_str().map(str::to_owned).ok_or(MisfitError::Value { field: "event" })
    }

    /// The client event as one of `E`; `None` when it is none of them.
    pub fn client_event<E: for<'d> DecodeEvent<'d>>(&self) -> Option<Result<E, MisfitError>> {
        let (channel, event) = (self.channel_name()?, self.event.as_ref()?.as_str()?);
        let decoded = self.payload(|data| match E::decode_event(channel, event, data) {
            None => Ok(None),
            Some(decoded) => decoded.map(Some),
        });
        match decoded {
            Ok(event) => event.map(Ok),
            Err(PayloadError::Misfit(error)) => {
                // An event that is not of the set is none of it, readable or not.
                E::decode_event(channel, event, "null").map(|_| Err(error))
            }
            Err(PayloadError::Decode(error)) => Some(Err(MisfitError::Payload(error))),
        }
    }

    /// The payload of a client event as a `T`.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, MisfitError> {
        self.payload(|data| serde_json::from_str(data)).map_err(PayloadError::into_misfit)
    }

    /// The payload of a client event as JSON.
    pub fn json(&self) -> Result<String, MisfitError> {
        let owned = |json: &str| serde_json::from_str::<IgnoredAny>(json).map(|_| json.to_owned());
        self.payload(owned).map_err(PayloadError::into_misfit)
    }

    /// Decodes the payload, decrypted, and unpacked where it was sent as JSON in a string.
    fn payload<T, F>(&self, decode: impl Fn(&str) -> Result<T, F>) -> Result<T, PayloadError<F>> {
        let data = self.data.map_or("null", RawValue::get);
        let channel = self.channel_name().unwrap_or_default();
        if let Some(sealed) = self.data.filter(|_| ChannelKind::of(channel).is_encrypted()) {
            let json = crypt::opened(self.opener, channel, sealed).map_err(PayloadError::Misfit)?;
            return decode(&json).map_err(PayloadError::Decode);
        }
        let text: Option<String> = if data.starts_with('"') { serde_json::from_str(data).ok() } else { None };
        let Some(text) = text else { return decode(data).map_err(PayloadError::Decode) };
        // The string may also be the payload itself, of an event that is a text.
        decode(&text).or_else(|error| decode(data).map_err(|_| PayloadError::Decode(error)))
    }
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

/// What a `client_event` variant with one field holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a `client_event` variant holds",
    label = "needs a `ClientEvent<C, E>`",
    note = "write `ClientEvent<RoomChannel, Typing>` with a channel and a client event, or name the fields: `{{ channel: RoomChannel, event: Typing }}`"
)]
pub trait ClientEventVariant: Sized {
    /// The channels that it may have been sent to.
    const CHANNELS: Patterns;
    /// The events that it may be.
    const EVENTS: Events;

    /// `None` for another channel or another event.
    fn decode_client_event(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>>;
}

/// What a field `socket_id` may be.
#[diagnostic::on_unimplemented(
    message = "a socket id cannot be a `{Self}`",
    label = "not a socket id",
    note = "write `SocketId`, or `Option<SocketId>` for servers that leave it out"
)]
pub trait SocketIdField: Sized {
    /// `None` where a missing id is not allowed.
    fn from_socket_id(id: Option<SocketId>) -> Option<Self>;
    /// The id, if there is one.
    fn to_socket_id(&self) -> Option<&SocketId>;
}

impl SocketIdField for SocketId {
    fn from_socket_id(id: Option<SocketId>) -> Option<Self> {
        id
    }

    fn to_socket_id(&self) -> Option<&SocketId> {
        Some(self)
    }
}

impl SocketIdField for Option<SocketId> {
    fn from_socket_id(id: Option<SocketId>) -> Option<Self> {
        Some(id)
    }

    fn to_socket_id(&self) -> Option<&SocketId> {
        self.as_ref()
    }
}

/// What a field `user_id` of a client event may be.
#[diagnostic::on_unimplemented(
    message = "the user who sent a client event cannot be a `{Self}`",
    label = "not an `Option`",
    note = "write `Option<{Self}>`: the service names the user on presence channels only, and not every server does"
)]
pub trait SenderField {
    /// The type of the id.
    type Id;
    /// The field's value.
    fn from_sender(id: Option<Self::Id>) -> Self;
    /// The id, if there is one.
    fn sender(&self) -> Option<&Self::Id>;
}

impl<I> SenderField for Option<I> {
    type Id = I;

    fn from_sender(id: Option<I>) -> Self {
        id
    }

    fn sender(&self) -> Option<&I> {
        self.as_ref()
    }
}

/// What an `other` variant holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what an `other` variant holds",
    label = "needs `RawWebhookEvent`",
    note = "write `Other(RawWebhookEvent)`; its `deserialize` reads the JSON into any type"
)]
pub trait OtherVariant {
    /// The field's value.
    fn of_raw(raw: RawWebhookEvent) -> Self;
}

impl OtherVariant for RawWebhookEvent {
    fn of_raw(raw: RawWebhookEvent) -> Self {
        raw
    }
}

/// What a field `subscription_count` may be.
#[diagnostic::on_unimplemented(
    message = "a subscription count cannot be a `{Self}`",
    label = "not a count",
    note = "write `u64`, `u32` or `usize`"
)]
pub trait SubscriptionCount: Sized {
    /// `None` where it does not fit.
    fn from_count(count: u64) -> Option<Self>;
    /// The count as it is sent.
    fn to_count(&self) -> u64;
}

macro_rules! counts {
    ($($ty:ty),*) => {$(
        impl SubscriptionCount for $ty {
            fn from_count(count: u64) -> Option<Self> {
                count.try_into().ok()
            }

            fn to_count(&self) -> u64 {
                (*self).try_into().unwrap_or(u64::MAX)
            }
        }
    )*};
}

counts!(u64, u32, usize);
