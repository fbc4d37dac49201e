//! What a subscription brings.

use std::fmt;

use serde_json::Value;

use super::{Disconnect, SubscribeError};
use crate::{DecodeEvent, DecodeEventError, EventSet};

/// One thing that a subscriber of a channel learns. Nothing is left out: what
/// the types do not foresee, and what may have been missed, is an item too.
#[derive(Debug)]
#[non_exhaustive]
pub enum Item<E> {
    /// An event of the declared type or set.
    Event(E),
    /// An event that the set does not have on this channel.
    Unknown(RawEvent),
    /// An event of the set whose payload does not fit, or cannot be decrypted.
    Misfit {
        /// As it came.
        event: RawEvent,
        /// What is wrong with it.
        error: MisfitError,
    },
    /// A cache channel has no event to begin with.
    CacheMiss,
    /// How many subscriptions the channel has, where the app tells.
    SubscriptionCount(u64),
    /// The connection is lost: from now on events may be missed, until [`Gap`](Item::Gap).
    Disconnected(Disconnect),
    /// The subscription stands again on a new connection; what was sent in
    /// between did not arrive.
    Gap,
    /// So many items found no room, because the consumer was slow: they would stand here.
    Lagged(u64),
    /// After a new connection the subscription was refused. The last item.
    Refused(SubscribeError),
    /// The connection has ended for good. The last item.
    Ended(Disconnect),
}

/// An event as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawEvent {
    /// The event's name.
    pub event: String,
    /// The payload as JSON, decrypted on an encrypted channel.
    pub data: String,
    /// Who sent it, for a client event on a presence channel.
    pub user_id: Option<String>,
}

/// Why an event that the set has is no value of it.
#[derive(Debug)]
#[non_exhaustive]
pub enum MisfitError {
    /// The payload does not fit the event's type.
    Decode(DecodeEventError),
    /// The payload was not encrypted with the channel's key.
    Undecryptable,
    /// The service's own message has another form than the protocol's.
    Protocol,
    /// The user's id is none of the declared type.
    UserId,
}

impl fmt::Display for MisfitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MisfitError::Decode(_) => "the payload does not fit the event",
            MisfitError::Undecryptable => "the payload cannot be decrypted with the channel's key",
            MisfitError::Protocol => "the message has not the form of the protocol",
            MisfitError::UserId => "the user's id is none of the declared type",
        })
    }
}

impl std::error::Error for MisfitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            MisfitError::Decode(error) => Some(error),
            _ => None,
        }
    }
}

/// What the connection tells a stream, before any type is known.
pub(super) enum Signal {
    Event(RawEvent),
    Undecryptable(RawEvent),
    Strange(RawEvent),
    CacheMiss,
    Count(u64),
    Joined { id: String, info: Value },
    Left { id: String },
    Watchlist { online: bool, ids: Vec<String> },
    Disconnected(Disconnect),
    Gap,
    Refused(SubscribeError),
    Ended(Disconnect),
}

/// The typed item; the three that only some streams know come out as raw events.
pub(super) fn typed<E>(channel: &str, signal: Signal) -> Item<E>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    match signal {
        Signal::Event(event) => decode(channel, event),
        Signal::Undecryptable(event) => Item::Misfit { event, error: MisfitError::Undecryptable },
        Signal::Strange(event) => Item::Misfit { event, error: MisfitError::Protocol },
        Signal::CacheMiss => Item::CacheMiss,
        Signal::Count(count) => Item::SubscriptionCount(count),
        Signal::Joined { id, info } => Item::Unknown(member_event("pusher_internal:member_added", id, &info)),
        Signal::Left { id } => {
            Item::Unknown(member_event("pusher_internal:member_removed", id, &Value::Null))
        }
        Signal::Watchlist { ids, .. } => {
            let data = Value::from(ids).to_string();
            Item::Unknown(RawEvent {
                event: "pusher_internal:watchlist_events".to_owned(),
                data,
                user_id: None,
            })
        }
        Signal::Disconnected(disconnect) => Item::Disconnected(disconnect),
        Signal::Gap => Item::Gap,
        Signal::Refused(error) => Item::Refused(error),
        Signal::Ended(disconnect) => Item::Ended(disconnect),
    }
}

fn decode<E>(channel: &str, event: RawEvent) -> Item<E>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    match E::decode(channel, &event.event, &event.data) {
        Ok(value) => Item::Event(value),
        Err(DecodeEventError::Unknown { .. }) => Item::Unknown(event),
        Err(error) => Item::Misfit { event, error: MisfitError::Decode(error) },
    }
}

/// A message about a member, for a stream that has no members, or an id that is none.
pub(super) fn member_event(event: &str, id: String, info: &Value) -> RawEvent {
    RawEvent { event: event.to_owned(), data: info.to_string(), user_id: Some(id) }
}
