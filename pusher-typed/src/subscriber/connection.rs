//! What concerns a connection as a whole.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{
    Disconnect,
    queue::{Entry, Queue},
};
use crate::SocketId;

/// Whether there is a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// There is one, with this id.
    Connected(SocketId),
    /// There is none, and another is under way or will be after a pause.
    Reconnecting(Disconnect),
    /// There will be no other. Without a reason where it was closed by
    /// [`Subscriber::close`](super::Subscriber::close), or because nobody was left to listen.
    Ended(Option<Disconnect>),
}

/// One thing that happens to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionItem {
    /// Another state than before.
    State(State),
    /// The service complains, for example of a client event that it did not pass on.
    Error {
        /// The code of the protocol, if there is one.
        code: Option<u16>,
        /// The service's words.
        message: String,
    },
    /// A message that belongs to no subscription, as it came.
    Strange(String),
    /// So many items found no room, because the consumer was slow: they would stand here.
    Lagged(u64),
}

/// What happens to a connection, as a stream; see
/// [`Subscriber::connection`](super::Subscriber::connection). It ends with the connection.
pub struct ConnectionItems(pub(super) Arc<Queue<ConnectionItem>>);

impl ConnectionItems {
    /// The next item; `None` after the last. As `StreamExt::next`, without that trait.
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

impl std::fmt::Debug for ConnectionItems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectionItems").finish_non_exhaustive()
    }
}
