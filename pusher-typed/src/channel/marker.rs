//! The marker traits that stand for the kinds of channels.

use std::marker::PhantomData;

use super::{
    declared::Channel,
    users::{Ids, Users},
};
use crate::PresenceMember;

/// A channel that anyone may subscribe to; its name has none of the other kinds' prefixes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public channel",
    label = "needs a public channel"
)]
pub trait PublicChannel: Channel {}

/// A channel whose subscribers are authorized one by one and that has no
/// members: `private-…`, encrypted or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a private channel",
    label = "needs a channel whose pattern begins with `private-`",
    note = "subscribing to a public channel needs no authorization; a presence channel is authorized with its member"
)]
pub trait PrivateChannel: Channel {}

/// A channel whose payloads only its subscribers can read: `private-encrypted-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an encrypted channel",
    label = "needs a channel whose pattern begins with `private-encrypted-`"
)]
pub trait EncryptedChannel: PrivateChannel {}

/// A channel whose payload may be shared with other channels: every kind but
/// the encrypted ones, where each channel has a key of its own.
#[diagnostic::on_unimplemented(
    message = "one trigger cannot go to several encrypted channels, and `{Self}` is one",
    label = "an encrypted channel has a key of its own",
    note = "trigger the event on each channel by itself, for example with `client.batch().event_on(&channel, &event)`"
)]
pub trait UnencryptedChannel: Channel {}

/// A channel that tells who is subscribed: `presence-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a presence channel",
    label = "needs a channel whose pattern begins with `presence-`"
)]
pub trait PresenceChannel: UnencryptedChannel {
    /// Who subscribes: the type given as `member = …`.
    type Member: PresenceMember;
}

/// A channel whose last event the service keeps: `cache-` after the prefix of any kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache channel",
    label = "needs a channel with `cache-` after the prefix of its kind",
    note = "for example `cache-prices`, `private-cache-prices-<id>` or `presence-cache-room-<id>`"
)]
pub trait CacheChannel: Channel {}

/// A channel whose subscribers may send events to each other: `private-…` and
/// `presence-…`, not encrypted
/// ([client events](https://pusher.com/docs/channels/using_channels/events/#triggering-client-events)).
#[diagnostic::on_unimplemented(
    message = "subscribers of `{Self}` cannot send events to each other",
    label = "neither a private nor a presence channel",
    note = "client events are for channels whose pattern begins with `private-` (not `private-encrypted-`) or `presence-`"
)]
pub trait ClientEventChannel: UnencryptedChannel {}

/// A channel whose subscriptions are counted: every kind but presence, where
/// users are counted instead.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a presence channel, which has a user count and no subscription count",
    label = "has no subscription count",
    note = "ask for the user count instead"
)]
pub trait SubscriptionCounted: Channel {}

/// The members of the presence channel `C`.
pub struct Members<C>(PhantomData<C>);

impl<C: PresenceChannel> Users for Members<C> {
    type Id = <C::Member as PresenceMember>::Id;
    type Ids = Ids<Self::Id>;
}
