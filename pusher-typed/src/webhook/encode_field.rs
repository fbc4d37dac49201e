//! Writes the values of variants. Generated code calls these traits.
//!
//! The lifetimes have no meaning. A bound with a lifetime is not checked at the declaration, so an
//! enum whose events cannot be written still compiles, and a mistake in it is reported once.

use serde::Serialize;

use super::{
    RawWebhookEvent, WebhookKind,
    declared::{SocketIdField, SubscriptionCount},
    encode::{EncodeError, Fields},
};
use crate::{ChannelParam, ChannelSet, event::EncodeEvent};

/// A channel that an event can be about.
pub trait EncodeChannel<'e> {
    /// An event of this kind about the channel.
    fn begin(&self, kind: WebhookKind) -> Result<Fields, EncodeError>;
}

impl<C: ChannelSet> EncodeChannel<'_> for C {
    fn begin(&self, kind: WebhookKind) -> Result<Fields, EncodeError> {
        Fields::new(kind, self)
    }
}

/// A value that can be written as the field `K`.
pub trait EncodeField<'e, K> {
    /// Adds the value to the event.
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError>;
}

/// The fields of an event, as types.
pub mod keys {
    /// `user_id` of a member.
    pub struct UserId(());
    /// `user_id` of a client event.
    pub struct Sender(());
    /// `socket_id`
    pub struct SocketId(());
    /// `subscription_count`
    pub struct SubscriptionCount(());
    /// `event` and `data` of a typed client event.
    pub struct Event(());
    /// `event` alone: the name.
    pub struct EventName(());
    /// `data` alone.
    pub struct Data(());
}

impl<I: ChannelParam> EncodeField<'_, keys::UserId> for I {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        fields.user_id(self)
    }
}

impl<I: ChannelParam> EncodeField<'_, keys::Sender> for Option<I> {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        fields.optional_user_id(self.as_ref())
    }
}

impl<S: SocketIdField> EncodeField<'_, keys::SocketId> for S {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        Ok(fields.socket_id(self))
    }
}

impl<N: SubscriptionCount> EncodeField<'_, keys::SubscriptionCount> for N {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        Ok(fields.subscription_count(self))
    }
}

impl<'e, E: EncodeEvent<'e>> EncodeField<'e, keys::Event> for E {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        fields.event(self)
    }
}

impl EncodeField<'_, keys::EventName> for String {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        Ok(fields.event_name(self))
    }
}

impl<T: Serialize> EncodeField<'_, keys::Data> for T {
    fn add_to(&self, fields: Fields) -> Result<Fields, EncodeError> {
        Ok(fields.data(serde_json::to_string(self).map_err(EncodeError::Json)?))
    }
}

/// The value of an `other` variant that can be written.
pub trait EncodeOther<'e> {
    /// The event as it was received.
    fn fields(&self) -> Result<Fields, EncodeError>;
}

impl EncodeOther<'_> for RawWebhookEvent {
    fn fields(&self) -> Result<Fields, EncodeError> {
        Fields::raw(self)
    }
}
