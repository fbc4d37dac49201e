//! The marker traits for the kinds of channels.

use std::marker::PhantomData;

use super::{declared::Channel, users::Users};
use crate::PresenceMember;

/// A channel to which anyone may subscribe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public channel",
    label = "needs a public channel",
    note = "the pattern of a public channel does not begin with `private-` or `presence-`"
)]
pub trait PublicChannel: Channel {}

/// A channel without members whose subscribers are authorized: `private-…`, encrypted or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a private channel",
    label = "not a private channel",
    note = "if it is a presence channel, write `client.authorize_member(&socket_id, &channel, &member)`",
    note = "if it is a public channel, remove the call, because a public channel needs no authorization",
    note = "if it is the name of a channel, declare a struct with `#[derive(Channel)]` and `#[pusher(channel = \"private-…\")]`, and use a value of it"
)]
pub trait PrivateChannel: Channel {}

/// A channel whose payloads only its subscribers can read: `private-encrypted-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an encrypted channel",
    label = "needs an encrypted channel",
    note = "the pattern of an encrypted channel begins with `private-encrypted-`"
)]
pub trait EncryptedChannel: PrivateChannel {}

/// A channel of any kind that is not encrypted. Each encrypted channel has its own key, so one
/// payload cannot be sent to several of them, and there are no client events on them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an unencrypted channel",
    label = "needs a channel that is not encrypted",
    note = "if it is an encrypted channel in `trigger_on_many`, trigger the event on each channel separately, because each has its own key: `client.batch().event_on(&channel, &event)`",
    note = "if it is an encrypted channel in `send`, use a private or presence channel, because there are no client events on encrypted channels",
    note = "if it is the name of a channel, declare a struct with `#[derive(Channel)]` and `#[pusher(channel = \"…\")]`, and use a value of it"
)]
pub trait UnencryptedChannel: Channel {}

/// A channel whose subscribers know each other: `presence-…`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a presence channel",
    label = "needs a presence channel",
    note = "a presence channel is a struct with `#[derive(Channel)]` and `#[pusher(channel = \"presence-…\", member = Member)]`, not its name as a text"
)]
pub trait PresenceChannel: UnencryptedChannel {
    /// The type of its members, declared with `member = …`.
    type Member: PresenceMember;
}

/// A channel whose last event the service keeps: `cache-` after the prefix of any kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache channel",
    label = "needs a cache channel",
    note = "the pattern of a cache channel has `cache-` after the prefix of its kind, for example `cache-prices`, `private-cache-prices-<id>` or `presence-cache-room-<id>`"
)]
pub trait CacheChannel: Channel {}

/// A channel with `recoverable` in its declaration: its events have positions and a history, and subscribers miss none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a recoverable channel",
    label = "not recoverable",
    note = "add `recoverable` to its declaration: `#[pusher(channel = \"…\", recoverable)]`"
)]
pub trait RecoverableChannel: Channel {}

/// A channel whose subscriptions are counted: every kind except presence channels, whose users are
/// counted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a presence channel, which has a user count and no subscription count",
    label = "has no subscription count",
    note = "write `.user_count()` instead"
)]
pub trait SubscriptionCounted: Channel {}

/// The members of the presence channel `C`.
pub struct Members<C>(PhantomData<C>);

impl<C: PresenceChannel> Users for Members<C> {
    type Id = <C::Member as PresenceMember>::Id;
    type Ids = Self::Id;
}
