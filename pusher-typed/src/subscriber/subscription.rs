//! A subscription as a stream of typed items.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{
    Item,
    guard::{Guard, UserGuard},
    item::{Signal, typed},
    queue::Entry,
};
use crate::{ChannelName, DecodeEvent, EventSet};

/// The events of one channel, as [`Item`]s.
///
/// Dropping it unsubscribes. The connection stays open as long as there is
/// a [`Subscriber`](super::Subscriber) or a stream of it.
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
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> Subscription<E> {
    /// The next item; `None` after the last. As `StreamExt::next`, without that trait.
    pub async fn next(&mut self) -> Option<Item<E>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> Stream for Subscription<E> {
    type Item = Item<E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Item<E>>> {
        let Guard { shared, channel, .. } = &self.guard;
        shared.queue.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(signal) => typed(channel, signal),
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

/// One thing that a signed-in user learns.
#[derive(Debug)]
#[non_exhaustive]
pub enum UserItem<E> {
    /// As on any channel: an event for the user, or what may have been missed.
    Channel(Item<E>),
    /// Users of the watchlist have come or gone
    /// ([watchlist events](https://pusher.com/docs/channels/using_channels/watchlist-events/)).
    Watchlist {
        /// Come or gone.
        online: bool,
        /// Their ids.
        user_ids: Vec<String>,
    },
}

/// The events of the signed-in user; dropping it ends them, not the sign-in
/// itself, which the protocol ends with the connection.
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
    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<UserItem<E>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E: EventSet + for<'d> DecodeEvent<'d>> Stream for UserEvents<E> {
    type Item = UserItem<E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<UserItem<E>>> {
        self.guard.shared.queue.poll_next(context).map(|entry| {
            entry.map(|entry| match entry {
                Entry::Item(Signal::Watchlist { online, ids }) => {
                    UserItem::Watchlist { online, user_ids: ids }
                }
                Entry::Item(signal) => UserItem::Channel(typed("#server-to-user-", signal)),
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
