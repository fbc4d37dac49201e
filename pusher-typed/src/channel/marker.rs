//! The marker traits for the kinds of channels.

use std::marker::PhantomData;

use super::{declared::Channel, users::Users};
use crate::PresenceMember;

/// A channel to which anyone may subscribe.
///
/// ```
/// use pusher_typed::{Channel, channel::PublicChannel};
///
/// fn cache_control<C: PublicChannel>() -> &'static str {
///     if C::KIND.is_cache() { "public, max-age=60" } else { "no-store" }
/// }
///
/// #[derive(Channel)]
/// #[pusher(channel = "cache-prices")]
/// struct PriceChannel;
///
/// assert_eq!(cache_control::<PriceChannel>(), "public, max-age=60");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public channel",
    label = "needs a public channel",
    note = "the pattern of a public channel does not begin with `private-` or `presence-`"
)]
pub trait PublicChannel: Channel {}

/// A channel without members whose subscribers are authorized: `private-…`, encrypted or not.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, SocketId, channel::PrivateChannel, client::{AuthError, AuthReply}};
///
/// fn grant<C: PrivateChannel>(
///     client: &Client,
///     socket_id: &SocketId,
///     channel: &C,
/// ) -> Result<AuthReply, AuthError> {
///     Ok(AuthReply::from(&client.authorize(socket_id, channel)?))
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a private channel",
    label = "not a private channel",
    note = "if it is a presence channel, write `client.authorize_member(&socket_id, &channel, &member)`",
    note = "if it is a public channel, remove the call, because a public channel needs no authorization",
    note = "if it is the name of a channel, declare a struct with `#[derive(Channel)]` and `#[pusher(channel = \"private-…\")]`, and use a value of it"
)]
pub trait PrivateChannel: Channel {}

/// A channel whose payloads only its subscribers can read: `private-encrypted-…`.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, TriggerEventOn, channel::EncryptedChannel, client::TriggerError};
///
/// /// Sends an event that the service must not read.
/// async fn send_secret<C: EncryptedChannel>(
///     client: &Client,
///     channel: &C,
///     event: &impl TriggerEventOn<C>,
/// ) -> Result<(), TriggerError> {
///     client.trigger_on(channel, event).await.map(drop)
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an encrypted channel",
    label = "needs an encrypted channel",
    note = "the pattern of an encrypted channel begins with `private-encrypted-`"
)]
pub trait EncryptedChannel: PrivateChannel {}

/// A channel of any kind that is not encrypted. Each encrypted channel has its own key, so one
/// payload cannot be sent to several of them, and there are no client events on them.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, TriggerEventOn, channel::UnencryptedChannel, client::TriggerError};
///
/// async fn broadcast<C: UnencryptedChannel>(
///     client: &Client,
///     channels: &[C],
///     event: &impl TriggerEventOn<C>,
/// ) -> Result<(), TriggerError> {
///     client.trigger_on_many(channels, event).await.map(drop)
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an unencrypted channel",
    label = "needs a channel that is not encrypted",
    note = "if it is an encrypted channel in `trigger_on_many`, trigger the event on each channel separately, because each has its own key: `client.batch().event_on(&channel, &event)`",
    note = "if it is an encrypted channel in `send`, use a private or presence channel, because there are no client events on encrypted channels",
    note = "if it is the name of a channel, declare a struct with `#[derive(Channel)]` and `#[pusher(channel = \"…\")]`, and use a value of it"
)]
pub trait UnencryptedChannel: Channel {}

/// A channel whose subscribers know each other: `presence-…`.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, PresenceChannel, client::QueryError};
///
/// async fn user_count<C: PresenceChannel>(client: &Client, channel: &C) -> Result<u64, QueryError> {
///     Ok(client.channel(channel).user_count().await?.user_count.unwrap_or_default())
/// }
/// # }
/// ```
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
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{ChannelOf, Client, channel::CacheChannel, client::QueryError};
///
/// async fn last_event<E: 'static, C>(client: &Client, channel: &C) -> Result<Option<E>, QueryError>
/// where
///     C: CacheChannel + ChannelOf<E>,
/// {
///     Ok(client.channel(channel).cache().await?.cache.map(|cached| cached.event))
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a cache channel",
    label = "needs a cache channel",
    note = "the pattern of a cache channel has `cache-` after the prefix of its kind, for example `cache-prices`, `private-cache-prices-<id>` or `presence-cache-room-<id>`"
)]
pub trait CacheChannel: Channel {}

/// A channel with `recoverable` in its declaration: its events have positions and a history, and subscribers miss none.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// use pusher_typed::{Channel, RecoverableChannel, testing::MemoryHistory};
///
/// fn event_count<C: RecoverableChannel>(history: &MemoryHistory, channel: &C) -> u64 {
///     history.last(channel).map_or(0, |position| position.offset())
/// }
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>", recoverable)]
/// struct OrderChannel { id: u64 }
///
/// assert_eq!(event_count(&MemoryHistory::new(), &OrderChannel { id: 7 }), 0);
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a recoverable channel",
    label = "not recoverable",
    note = "add `recoverable` to its declaration: `#[pusher(channel = \"…\", recoverable)]`"
)]
pub trait RecoverableChannel: Channel {}

/// A channel whose subscriptions are counted: every kind except presence channels, whose users are
/// counted.
///
/// ```
/// # #[cfg(feature = "client")] {
/// use pusher_typed::{Client, channel::SubscriptionCounted, client::QueryError};
///
/// async fn subscriptions<C: SubscriptionCounted>(client: &Client, channel: &C) -> Result<u64, QueryError> {
///     let state = client.channel(channel).subscription_count().await?;
///     Ok(state.subscription_count.unwrap_or_default())
/// }
/// # }
/// ```
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
