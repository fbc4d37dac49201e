//! What generated code reads from an event.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::{Incoming, MisfitError, crypt};
use crate::{
    ChannelKind, ChannelParam, DecodeEvent, ParseChannelParam, SocketId, event::set::Received, param,
};

impl Incoming<'_> {
    /// The id of the user, if there is one.
    pub(super) fn optional_user_id<T: ChannelParam + for<'n> ParseChannelParam<'n>>(
        &self,
    ) -> Result<Option<T>, MisfitError> {
        let Some(value) = &self.user_id else { return Ok(None) };
        let id = value.to_text().and_then(|text| param::parse(&text));
        id.map(Some).ok_or(MisfitError::Value { field: "user_id" })
    }

    /// The id of the member that was added or removed.
    pub(super) fn user_id<T: ChannelParam + for<'n> ParseChannelParam<'n>>(&self) -> Result<T, MisfitError> {
        self.optional_user_id()?.ok_or(MisfitError::Missing { field: "user_id" })
    }

    /// The connection that sent a client event.
    pub(super) fn socket_id(&self) -> Result<Option<SocketId>, MisfitError> {
        let Some(value) = &self.socket_id else { return Ok(None) };
        let id = value.as_str().and_then(|text| text.parse().ok());
        id.map(Some).ok_or(MisfitError::Value { field: "socket_id" })
    }

    /// How many connections are subscribed.
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

    /// The client event as one of `E`; `None` when it is none of them.
    pub(super) fn client_event<E: for<'d> DecodeEvent<'d>>(&self) -> Option<Result<E, MisfitError>> {
        let (channel, event) = (self.channel_name()?, self.event.as_ref()?.as_str()?);
        let decoded = self.payload(|data| match E::decode_event(Received { channel, event, data }) {
            None => Ok(None),
            Some(decoded) => decoded.map(Some),
        });
        match decoded {
            Ok(event) => event.map(Ok),
            Err(PayloadError::Misfit(error)) => {
                // An event that is not of the set is none of it, readable or not.
                E::decode_event(Received { channel, event, data: "null" }).map(|_| Err(error))
            }
            Err(PayloadError::Decode(error)) => Some(Err(MisfitError::Payload(error))),
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
