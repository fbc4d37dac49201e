//! The streams of a channel, of a signed-in user, and of the connection.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use tokio::sync::mpsc::UnboundedSender;

use super::{
    error::SubscribeError,
    guard::Guard,
    item::{ConnectionItem, Item, Signal, UserItem, typed},
    protocol::USER_CHANNEL_PREFIX,
    queue::{Entry, Receiver},
    session::Command,
};
use crate::{ChannelName, DecodeEvent, EventSet, Position};

/// The events of one channel, as [`Item`]s.
///
/// Dropping it unsubscribes. The connection stays open as long as there is
/// a [`Subscriber`](super::Subscriber) or one of its streams.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Channel, Event, subscriber::{Item, Subscriber, SubscriberConfig}, testing::Server};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # #[derive(Debug, Serialize, Deserialize, Event)]
/// # #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let server = Server::start().await?;
/// # let client = server.client();
/// # let subscriber = Subscriber::connect(SubscriberConfig::from_client(client)).await?;
/// let mut orders = subscriber.subscribe::<OrderShipped>(&OrderChannel { id: 7 }).await?;
/// client.trigger(&OrderShipped { id: 7 }).await?;
/// assert!(matches!(orders.next().await, Some(Item::Event(OrderShipped { id: 7 }))));
///
/// drop(orders); // unsubscribes
/// server.wait_until_vacated(&OrderChannel { id: 7 }).await?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "dropping a subscription unsubscribes"]
pub struct Subscription<E> {
    guard: Guard,
    events: PhantomData<fn() -> E>,
}

impl<E> Subscription<E> {
    pub(super) fn new(guard: Guard) -> Self {
        Subscription { guard, events: PhantomData }
    }

    /// The channel's name.
    pub fn channel(&self) -> &ChannelName {
        &self.guard.channel
    }

    /// The position on a recoverable channel: that of the last event that [`next`](Subscription::next) has returned,
    /// or, before the first event, the one after which events follow. `None` on other channels.
    ///
    /// It is also the position of an event that is [`Item::Unknown`] or [`Item::Undecodable`]. Store it together with
    /// the effect of the event, in the same transaction: then no event is lost and none is applied twice, even if the
    /// process is killed. [`Subscribing::after`](super::Subscribing::after) continues from the stored position.
    pub fn position(&self) -> Option<&Position> {
        self.guard.position()
    }

    /// Continues on a recoverable channel from a position: after [`Item::Reset`], the position of the state that was
    /// loaded. Events that were received but not returned yet are dropped.
    ///
    /// # Errors
    /// Returns [`SubscribeError::NotRecoverable`] if the channel is not recoverable.
    pub fn resume(&mut self, position: Position) -> Result<(), SubscribeError> {
        self.guard.resume(position)
    }
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> Subscription<E> {
    /// Returns the next item, or `None` after the last one. This is the same as
    /// `StreamExt::next`, but does not need that trait.
    pub async fn next(&mut self) -> Option<Item<E>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> Stream for Subscription<E> {
    type Item = Item<E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Item<E>>> {
        let guard = &mut self.get_mut().guard;
        guard.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(signal) => typed(&guard.channel, signal),
                Entry::Lagged(count) => Item::Lagged(count),
            })
        })
    }
}

impl<E> fmt::Debug for Subscription<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("channel", &self.guard.channel).finish_non_exhaustive()
    }
}

/// The events of the signed-in user. Dropping it ends the stream, but not the
/// sign-in itself, which lasts as long as the connection.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, PresenceMember, client::User, testing::Server};
/// # use pusher_typed::subscriber::{Item, Subscriber, SubscriberConfig, Trusted, UserItem};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(PresenceMember)]
/// # struct Account { #[pusher(user_id)] id: u64 }
/// #[derive(Debug, Serialize, Deserialize, Event)]
/// #[pusher(user, event = "notice")]
/// struct Notice { text: String }
///
/// # let server = Server::start().await?;
/// # let client = server.client();
/// let ada = Trusted::new(client).user(&User::new(&Account { id: 7 }))?;
/// let config = SubscriberConfig::from_client(client).authorizer(ada);
/// let subscriber = Subscriber::connect(config).await?;
/// let mut notices = subscriber.sign_in::<Notice>().await?;
///
/// client.send_to_user(&7_u64, &Notice { text: "hello".into() }).await?;
/// match notices.next().await {
///     Some(UserItem::Channel(Item::Event(notice))) => assert_eq!(notice.text, "hello"),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "dropping it ends the user's events"]
pub struct UserEvents<E> {
    guard: UserGuard,
    events: PhantomData<fn() -> E>,
}

impl<E> UserEvents<E> {
    pub(super) fn new(guard: UserGuard) -> Self {
        UserEvents { guard, events: PhantomData }
    }
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> UserEvents<E> {
    /// Returns the next item, or `None` after the last one.
    pub async fn next(&mut self) -> Option<UserItem<E>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> Stream for UserEvents<E> {
    type Item = UserItem<E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<UserItem<E>>> {
        self.guard.queue.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(Signal::Watchlist { online, ids }) => {
                    UserItem::Watchlist { online, user_ids: ids }
                }
                Entry::Item(signal) => UserItem::Channel(typed(USER_CHANNEL_PREFIX, signal)),
                Entry::Lagged(count) => UserItem::Channel(Item::Lagged(count)),
            })
        })
    }
}

impl<E> fmt::Debug for UserEvents<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserEvents").finish_non_exhaustive()
    }
}

/// The items of a connection, as a stream; see
/// [`Subscriber::connection`](super::Subscriber::connection). It ends with the connection.
///
/// ```
/// # #[cfg(feature = "testing-server")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{subscriber::{Subscriber, SubscriberConfig}, testing::Server};
/// use pusher_typed::subscriber::{ConnectionItem, State};
///
/// # let server = Server::start().await?;
/// # let subscriber = Subscriber::connect(SubscriberConfig::from_client(server.client())).await?;
/// let mut connection = subscriber.connection();
/// assert!(matches!(connection.next().await, Some(ConnectionItem::State(State::Connected(_)))));
///
/// server.drop_connections();
/// assert!(matches!(connection.next().await, Some(ConnectionItem::State(State::Reconnecting(_)))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ConnectionItems(Receiver<ConnectionItem>);

impl ConnectionItems {
    pub(super) fn new(queue: Receiver<ConnectionItem>) -> Self {
        ConnectionItems(queue)
    }

    /// Returns the next item, or `None` after the last one. This is the same as
    /// `StreamExt::next`, but does not need that trait.
    pub async fn next(&mut self) -> Option<ConnectionItem> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for ConnectionItems {
    type Item = ConnectionItem;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<ConnectionItem>> {
        self.0.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(item) => item,
                Entry::Lagged(count) => ConnectionItem::Lagged(count),
            })
        })
    }
}

impl fmt::Debug for ConnectionItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionItems").finish_non_exhaustive()
    }
}

/// The part of the sign-in that belongs to its stream.
pub(super) struct UserGuard {
    pub(super) queue: Receiver<Signal>,
    pub(super) id: u64,
    pub(super) commands: UnboundedSender<Command>,
}

impl Drop for UserGuard {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::SignOut { id: self.id });
    }
}
