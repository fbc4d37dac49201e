//! The marker traits for the kinds of channels.

use std::marker::PhantomData;

use super::{
    declared::Channel,
    users::{Ids, Users},
};
use crate::PresenceMember;

/// A channel to which anyone may subscribe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public channel",
    label = "needs a public channel"
)]
pub trait PublicChannel: Channel {}

/// A channel without members whose subscribers are authorized: `private-…`, encrypted or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a private channel",
    label = "needs a channel whose pattern begins with `private-`",
    note = "subscribing to a public channel needs no authorization; a presence channel is authorized with its member: `client.authorize_member(&socket_id, &channel, &member)`"
)]
pub trait PrivateChannel: Channel {}

/// A channel whose payloads only its subscribers can read: `private-encrypted-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an encrypted channel",
    label = "needs a channel whose pattern begins with `private-encrypted-`"
)]
pub trait EncryptedChannel: PrivateChannel {}

/// A channel of any kind that is not encrypted. Each encrypted channel has its own key, so one
/// payload cannot go to several of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot share a trigger with other channels",
    label = "an encrypted channel, or not a channel type",
    note = "each encrypted channel has its own key: trigger the event on each channel separately, for example with `client.batch().event_on(&channel, &event)`",
    note = "a channel is a value of a struct with `#[derive(Channel)]` and `#[pusher(channel = \"…\")]`, not its name"
)]
pub trait UnencryptedChannel: Channel {}

/// A channel whose subscribers know each other: `presence-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a presence channel",
    label = "needs a channel whose pattern begins with `presence-`"
)]
pub trait PresenceChannel: UnencryptedChannel {
    /// The type of its members, declared with `member = …`.
    type Member: PresenceMember;
}

/// A channel whose last event the service keeps: `cache-` after the prefix of any kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache channel",
    label = "needs a channel with `cache-` after the prefix of its kind",
    note = "for example `cache-prices`, `private-cache-prices-<id>` or `presence-cache-room-<id>`"
)]
pub trait CacheChannel: Channel {}

/// A channel with `recoverable` in its declaration: its events have positions and a history, and subscribers miss none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a recoverable channel",
    label = "not recoverable",
    note = "add `recoverable` to its declaration: `#[pusher(channel = \"…\", recoverable)]`"
)]
pub trait RecoverableChannel: Channel {}

/// A channel whose subscribers may send events to each other: `private-…` and
/// `presence-…`, not encrypted
/// ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).
#[diagnostic::on_unimplemented(
    message = "subscribers of `{Self}` cannot send events to each other",
    label = "neither a private nor a presence channel",
    note = "client events are for channels whose pattern begins with `private-` (not `private-encrypted-`) or `presence-`"
)]
pub trait ClientEventChannel: UnencryptedChannel {}

/// A channel whose subscriptions are counted: every kind except presence channels, whose users are
/// counted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a presence channel, which has a user count and no subscription count",
    label = "has no subscription count",
    note = "request the user count instead"
)]
pub trait SubscriptionCounted: Channel {}

/// The members of the presence channel `C`.
pub struct Members<C>(PhantomData<C>);

impl<C: PresenceChannel> Users for Members<C> {
    type Id = <C::Member as PresenceMember>::Id;
    type Ids = Ids<Self::Id>;
}
