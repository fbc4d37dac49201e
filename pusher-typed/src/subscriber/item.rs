//! The items of streams: those of a channel, of a signed-in user, and of the connection itself.

use std::{sync::Arc, time::Duration};

use super::{
    error::{Disconnect, SubscribeError},
    queue::Queued,
    raw_event::RawEvent,
};
use crate::{DecodeEvent, DecodeEventError, DecodeMemberError, EventSet, Position, SocketId};

/// One item of a subscription. Nothing is dropped silently: an event that the types do not declare is
/// an item too, and so is a report that events may have been missed.
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
/// # client.trigger(&OrderShipped { id: 7 }).await?;
/// # client.trigger_untyped(["private-orders-7"], "cancelled", "{}").await?;
/// # server.close(&server.connections()[0], 4000, "the end");
/// # let mut count = 0;
/// while let Some(item) = orders.next().await {
///     match item {
///         Item::Event(shipped) => println!("order {} was shipped", shipped.id),
///         Item::Disconnected(_) => println!("offline"),
///         Item::Gap => println!("online; load the orders again"),
///         Item::Lagged(count) => println!("{count} items were dropped; load the orders again"),
///         Item::Unknown(event) => println!("undeclared event {}", event.event),
///         other => eprintln!("{other:?}"),
///     }
/// #   count += 1;
/// }
/// # assert_eq!(count, 4); // the last one is `Item::Ended`
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Item<E> {
    /// An event of the declared type or set.
    Event(E),
    /// An event that was not declared for this channel, or is not in the set.
    Unknown(RawEvent),
    /// An event of the set that cannot be decoded or decrypted.
    Undecodable {
        /// The event as it was received.
        event: RawEvent,
        /// Why it cannot be decoded.
        error: DecodeItemError,
    },
    /// The service sent a message that cannot be read, and that may have been an
    /// event of this channel: its beginning, at most 1 KiB. It is also reported
    /// by [`ConnectionItem::Unrecognized`].
    Unreadable(Arc<str>),
    /// The cache channel has no cached event.
    CacheMiss,
    /// How many subscriptions the channel has, if the app sends subscription counts.
    SubscriptionCount(u64),
    /// The connection is lost. Events may be missed until [`Gap`](Item::Gap). On a recoverable channel, no event is
    /// missed: the events follow after [`Resubscribed`](Item::Resubscribed).
    Disconnected(Disconnect),
    /// The channel is subscribed to again on a new connection; events that were
    /// sent in between were not received. Not on recoverable channels.
    Gap,
    /// Subscribing again failed: the authorizer or the service failed, or did not respond in time. It
    /// is tried again after a pause. Events may be missed until [`Gap`](Item::Gap), or are delayed until
    /// [`Resubscribed`](Item::Resubscribed).
    SubscribeFailed {
        /// Why.
        error: SubscribeError,
        /// The pause before the next attempt.
        retry_in: Duration,
    },
    /// The recoverable channel is subscribed to again on a new connection. The events that were sent in between follow
    /// from the history. Client events and changes of members in between were not received.
    Resubscribed,
    /// The events after the position of the recoverable channel are not available: they are no longer kept, too many
    /// events were missed, or the epoch has changed, for example because a database was restored from a backup. Load
    /// the state again, with its position, and call [`Subscription::resume`](super::Subscription::resume). No event is
    /// returned before.
    Reset {
        /// The position of the channel's last event. An application without a state to load can resume from it.
        last: Position,
    },
    /// The history of the recoverable channel could not be read. It is read again after a pause. Until then, events are
    /// returned as long as none is missing.
    HistoryFailed {
        /// Why.
        error: SubscribeError,
        /// The pause before the next attempt.
        retry_in: Duration,
    },
    /// An event could not be decrypted, and the authorizer returned no other key. The events that
    /// waited for it follow.
    KeyRequestFailed(SubscribeError),
    /// The consumer was too slow, and this many items were dropped here. `Disconnected`, `Gap` and the
    /// items about failures are not dropped, but if one of them is repeated, only the last one is kept. Events of the
    /// history of a recoverable channel are not dropped either.
    Lagged(u64),
    /// Subscribing again was refused. This is the last item.
    Refused(SubscribeError),
    /// The connection has ended and is not opened again. This is the last item.
    Ended(Disconnect),
}

/// Why an event of the set could not be decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeItemError {
    /// The payload does not match the event's type.
    #[error("the payload does not match the event's type")]
    Payload(#[source] DecodeEventError),
    /// The payload was not encrypted with the channel's key.
    #[error("the payload cannot be decrypted with the channel's key")]
    Undecryptable,
    /// A message of the service itself does not have the form that the protocol defines.
    #[error("the message is not valid in the Pusher protocol")]
    Protocol,
    /// The member's id or info does not match the declared type.
    #[error("the member's id or info does not match the declared type")]
    Member(#[source] DecodeMemberError),
}

/// One item of a signed-in user.
#[derive(Debug)]
#[non_exhaustive]
pub enum UserItem<E> {
    /// The same items as on any channel: an event for the user, or a report of what may have been
    /// missed.
    Channel(Item<E>),
    /// Users of the watchlist went online or offline
    /// ([watchlist events](https://pusher.com/docs/channels/using_channels/watchlist-events/)).
    Watchlist {
        /// Online or offline.
        online: bool,
        /// Their ids.
        user_ids: Vec<String>,
    },
}

/// The state of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Connected, with this socket id.
    Connected(SocketId),
    /// The connection was lost, and another attempt is under way or follows after a pause.
    Reconnecting(Disconnect),
    /// The connection has ended and is not opened again; without a reason if it was closed by
    /// [`Subscriber::close`](super::Subscriber::close) or because all handles were dropped.
    Ended(Option<Disconnect>),
}

/// One item of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionItem {
    /// The state has changed.
    State(State),
    /// The service sent an error, for example about a client event that it did not deliver.
    Error {
        /// The code of the protocol, if there is one.
        code: Option<u16>,
        /// The service's text.
        message: String,
    },
    /// A message that cannot be read, or that belongs to no subscription: its beginning, at most 1 KiB.
    Unrecognized(Arc<str>),
    /// The consumer was too slow, and this many items were dropped here.
    Lagged(u64),
}

/// An item of a channel or a user, before it is decoded into the stream's types.
pub(super) enum Signal {
    Event(RawEvent),
    Undecryptable(RawEvent),
    Malformed(RawEvent),
    Unreadable(Arc<str>),
    CacheMiss,
    Count(u64),
    /// The info is JSON.
    Joined {
        id: String,
        info: Box<str>,
    },
    Left {
        id: String,
    },
    Watchlist {
        online: bool,
        ids: Vec<String>,
    },
    Disconnected(Disconnect),
    Gap,
    SubscribeFailed {
        error: SubscribeError,
        retry_in: Duration,
    },
    Resubscribed,
    /// The position is that of the last event.
    Reset(Position),
    /// The log continues after the position of the resume with this number.
    Resumed(u64),
    HistoryFailed {
        error: SubscribeError,
        retry_in: Duration,
    },
    KeyRequestFailed(SubscribeError),
    Refused(SubscribeError),
    Ended(Disconnect),
}

impl Queued for Signal {
    fn bytes(&self) -> usize {
        match self {
            Signal::Event(event) | Signal::Undecryptable(event) | Signal::Malformed(event) => event.bytes(),
            Signal::Unreadable(message) => message.len(),
            Signal::Joined { id, info } => id.len() + info.len(),
            Signal::Left { id } => id.len(),
            Signal::Watchlist { ids, .. } => ids.iter().map(String::len).sum(),
            Signal::Disconnected(lost) | Signal::Ended(lost) => lost.reason.len(),
            Signal::CacheMiss
            | Signal::Count(_)
            | Signal::Gap
            | Signal::SubscribeFailed { .. }
            | Signal::Resubscribed
            | Signal::Reset(_)
            | Signal::Resumed(_)
            | Signal::HistoryFailed { .. }
            | Signal::KeyRequestFailed(_)
            | Signal::Refused(_) => 0,
        }
    }

    fn is_report(&self) -> bool {
        matches!(
            self,
            Signal::Disconnected(_)
                | Signal::Gap
                | Signal::SubscribeFailed { .. }
                | Signal::Resubscribed
                | Signal::Reset(_)
                | Signal::Resumed(_)
                | Signal::HistoryFailed { .. }
                | Signal::KeyRequestFailed(_)
                | Signal::Refused(_)
                | Signal::Ended(_)
        )
    }
}

impl Queued for ConnectionItem {
    fn bytes(&self) -> usize {
        match self {
            ConnectionItem::Error { message, .. } => message.len(),
            ConnectionItem::Unrecognized(message) => message.len(),
            ConnectionItem::State(_) | ConnectionItem::Lagged(_) => 0,
        }
    }

    fn is_report(&self) -> bool {
        matches!(self, ConnectionItem::State(_))
    }
}

/// The item of a stream of events; signals about members and watchlists become raw events.
pub(super) fn typed<E>(channel: &str, signal: Signal) -> Item<E>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    match signal {
        Signal::Event(event) => decode(channel, event),
        Signal::Undecryptable(event) => Item::Undecodable { event, error: DecodeItemError::Undecryptable },
        Signal::Malformed(event) => Item::Undecodable { event, error: DecodeItemError::Protocol },
        Signal::Unreadable(message) => Item::Unreadable(message),
        Signal::CacheMiss => Item::CacheMiss,
        Signal::Count(count) => Item::SubscriptionCount(count),
        Signal::Joined { id, info } => {
            Item::Unknown(RawEvent::of_member("pusher_internal:member_added", id, info))
        }
        Signal::Left { id } => {
            Item::Unknown(RawEvent::of_member("pusher_internal:member_removed", id, "null".into()))
        }
        Signal::Watchlist { ids, .. } => Item::Unknown(RawEvent {
            event: "pusher_internal:watchlist_events".to_owned(),
            data: serde_json::Value::from(ids).to_string(),
            user_id: None,
            position: None,
            in_string: false,
        }),
        Signal::Disconnected(disconnect) => Item::Disconnected(disconnect),
        Signal::Gap => Item::Gap,
        Signal::SubscribeFailed { error, retry_in } => Item::SubscribeFailed { error, retry_in },
        // The streams take `Resumed` themselves.
        Signal::Resubscribed | Signal::Resumed(_) => Item::Resubscribed,
        Signal::Reset(last) => Item::Reset { last },
        Signal::HistoryFailed { error, retry_in } => Item::HistoryFailed { error, retry_in },
        Signal::KeyRequestFailed(error) => Item::KeyRequestFailed(error),
        Signal::Refused(error) => Item::Refused(error),
        Signal::Ended(disconnect) => Item::Ended(disconnect),
    }
}

fn decode<E>(channel: &str, event: RawEvent) -> Item<E>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    match event.decode(channel) {
        Ok(value) => Item::Event(value),
        Err(DecodeEventError::Unknown { .. }) => Item::Unknown(event),
        Err(error) => Item::Undecodable { event, error: DecodeItemError::Payload(error) },
    }
}
