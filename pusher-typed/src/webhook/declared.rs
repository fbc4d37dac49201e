//! The types that the fields of a webhook enum's variants may have, and how each is read from an
//! event. Generated code has these traits as bounds; each has the compiler's message for a type
//! that does not match.

use super::{
    incoming::Incoming,
    raw::{MisfitError, RawWebhookEvent},
};
use crate::{
    channel::{
        ChannelParam, ChannelSet, ParseChannel, ParseChannelParam, Patterns,
        users::{AnyIds, Users},
    },
    event::{DecodeEvent, EventSet, set::Events},
    socket::SocketId,
};

/// A channel or a set of channels in a webhook event.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a channel",
    label = "needs a channel type or a set of them",
    note = "add `#[derive(Channel)]` to a struct, or `#[derive(ChannelSet)]` to an enum of channels; in a webhook, its fields own their data: use `String` instead of `&str`"
)]
pub trait WebhookChannel: Sized {
    /// The patterns of their names.
    const CHANNELS: Patterns;
    /// The type of a field for the id of one of their users.
    type UserIds;

    /// The channel of the event; `None` if it is not in this type.
    fn from_event(event: &Incoming<'_>) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<C: ChannelSet + for<'n> ParseChannel<'n>> WebhookChannel for C {
    const CHANNELS: Patterns = C::PATTERNS;
    type UserIds = <C::Users as Users>::Ids;

    fn from_event(event: &Incoming<'_>) -> Option<Self> {
        C::parse_channel(event.channel_name()?)
    }
}

/// A client event that can be decoded, or a set of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a client event that can be decoded",
    label = "needs an event type, or a set of them",
    note = "add `#[derive(serde::Deserialize, Event)]` with a name that begins with `client-` to a struct, or `#[derive(EventSet)]` to an enum of these events"
)]
pub trait WebhookClientEvent: Sized {
    /// Their names and channels.
    const CLIENT_EVENTS: Events;

    /// `None` for another event.
    fn from_event(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>>;
}

#[diagnostic::do_not_recommend]
impl<E: EventSet + for<'d> DecodeEvent<'d>> WebhookClientEvent for E {
    const CLIENT_EVENTS: Events = E::EVENTS;

    fn from_event(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>> {
        event.client_event()
    }
}

/// The field of a `client_event` variant that has one field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the field of a `client_event` variant",
    label = "needs a `ClientEvent<C, E>`",
    note = "write `ClientEvent<RoomChannel, Typing>` with a channel and a client event, or name the fields: `{{ channel: RoomChannel, event: Typing }}`"
)]
pub trait ClientEventVariant: Sized {
    /// The channels that it may have been sent to.
    const CHANNELS: Patterns;
    /// The events that it may be.
    const CLIENT_EVENTS: Events;

    /// `None` for another channel or another event. It is a constant like the
    /// others, so that the compiler reports a wrong type once.
    const DECODE: fn(&Incoming<'_>) -> Option<Result<Self, MisfitError>>;
}

/// The type of a field `user_id`; `Users` is [`WebhookChannel::UserIds`] of the channel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of the user ids of this channel",
    label = "expected `{Users}`",
    note = "use the type of the member's field with `#[pusher(user_id)]`; for a set of channels, use `pusher_typed::UserId`"
)]
pub trait UserIdField<Users>: Sized {
    /// The id of the member that was added or removed.
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError>;
}

impl<I: ChannelParam + for<'n> ParseChannelParam<'n>> UserIdField<I> for I {
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
        event.user_id()
    }
}

impl<I> UserIdField<AnyIds> for I {
    fn from_event(_: &Incoming<'_>) -> Result<Self, MisfitError> {
        Err(MisfitError::Value { field: "user_id" })
    }
}

/// The type of a field `user_id` in a client event; `Users` is [`WebhookChannel::UserIds`] of the channel.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an `Option` of the user ids of this channel",
    label = "expected `Option<{Users}>`",
    note = "it is an `Option`, because only presence channels have users, and not every server includes the user; write `Option<…>` with the type of the member's field with `#[pusher(user_id)]`"
)]
pub trait SenderField<Users>: Sized {
    /// The id of the user who sent the event.
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError>;
}

impl<I: ChannelParam + for<'n> ParseChannelParam<'n>> SenderField<I> for Option<I> {
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
        event.optional_user_id()
    }
}

impl<I: ChannelParam + for<'n> ParseChannelParam<'n>> SenderField<AnyIds> for Option<I> {
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
        event.optional_user_id()
    }
}

/// The type of a field `socket_id`.
#[diagnostic::on_unimplemented(
    message = "a socket id cannot be a `{Self}`",
    label = "not a socket id",
    note = "write `SocketId`, or `Option<SocketId>` for servers that omit it"
)]
pub trait SocketIdField: Sized {
    /// The connection that sent a client event.
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError>;
    /// The id, if it is known.
    fn to_socket_id(&self) -> Option<&SocketId>;
}

impl SocketIdField for SocketId {
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
        event.socket_id()?.ok_or(MisfitError::Missing { field: "socket_id" })
    }

    fn to_socket_id(&self) -> Option<&SocketId> {
        Some(self)
    }
}

impl SocketIdField for Option<SocketId> {
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
        event.socket_id()
    }

    fn to_socket_id(&self) -> Option<&SocketId> {
        self.as_ref()
    }
}

/// The type of a field `event` beside a field `data`.
#[diagnostic::on_unimplemented(
    message = "the name of a client event is a `String`, not a `{Self}`",
    label = "needs `String`",
    note = "with a field `data`, the field `event` is the event's name; a typed event needs no `data`"
)]
pub trait EventNameField: Sized {
    /// The name of a client event.
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError>;
}

impl EventNameField for String {
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
        event.event_name()
    }
}

/// The type of a field `subscription_count`.
#[diagnostic::on_unimplemented(
    message = "a subscription count cannot be a `{Self}`",
    label = "not a count",
    note = "write `u64`, `u32` or `usize`"
)]
pub trait SubscriptionCount: Sized {
    /// The number of subscriptions.
    fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError>;
    /// The count as it is sent.
    fn to_count(&self) -> u64;
}

macro_rules! counts {
    ($($ty:ty),*) => {$(
        impl SubscriptionCount for $ty {
            fn from_event(event: &Incoming<'_>) -> Result<Self, MisfitError> {
                event.subscription_count()?.try_into().map_err(|_| MisfitError::Value { field: "subscription_count" })
            }

            fn to_count(&self) -> u64 {
                (*self).try_into().unwrap_or(u64::MAX)
            }
        }
    )*};
}

counts!(u64, u32, usize);

/// The field of an `other` variant.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the field of an `other` variant",
    label = "needs `RawWebhookEvent`",
    note = "write `Other(RawWebhookEvent)`; its `deserialize` reads the JSON into any type"
)]
pub trait OtherVariant {
    /// The field's value.
    fn from_raw(raw: RawWebhookEvent) -> Self;
}

impl OtherVariant for RawWebhookEvent {
    fn from_raw(raw: RawWebhookEvent) -> Self {
        raw
    }
}
