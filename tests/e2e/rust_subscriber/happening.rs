//! The items of a subscriber's streams, in the form in which pusher-js reports them.

use pusher_typed::{
    EventSet,
    subscriber::{ConnectionItem, Disconnect, Item, PresenceItem, RawEvent, State, SubscribeError, UserItem},
};
use pusher_typed_tests::Received;
use serde_json::{Value, json};

use super::channels::{AnyEvent, Anybody};
use crate::schema::Notice;

#[derive(Debug)]
pub enum Happening {
    Event(Received),
    /// `pusher:error`, with its data.
    ProtocolError(Value),
    /// The connection was lost or opened again: not an event for pusher-js.
    Interruption,
    /// The connection has ended and is not opened again, with the reason.
    Ended(Value),
    /// An item that no scenario expects.
    Mishap(String),
}

/// An item of a channel, or of the user without a channel.
pub fn of_channel(channel: Option<&str>, item: Item<AnyEvent>) -> Happening {
    match item {
        Item::Event(event) => {
            let (name, data) = event.said();
            event_of(channel, name, data, None)
        }
        other => of_item(channel, other),
    }
}

pub fn of_room(channel: &str, item: PresenceItem<AnyEvent, Anybody>) -> Happening {
    let here = Some(channel);
    match item {
        PresenceItem::Channel(item) => of_channel(here, item),
        PresenceItem::FromMember { user_id, event } => {
            let (name, data) = event.said();
            event_of(here, name, data, Some(user_id))
        }
        PresenceItem::Joined(member) => {
            let data = json!({ "id": member.id, "info": member.info() });
            event_of(here, "pusher:member_added", data, None)
        }
        PresenceItem::Left(id) => event_of(here, "pusher:member_removed", json!({ "id": id }), None),
        other => Happening::Mishap(format!("{other:?}")),
    }
}

pub fn of_user(item: UserItem<Notice>) -> Happening {
    match item {
        UserItem::Channel(Item::Event(notice)) => {
            event_of(None, "notice", json!({ "text": notice.text }), None)
        }
        UserItem::Channel(item) => of_item(None, item),
        UserItem::Watchlist { online, user_ids } => {
            let name = if online { "online" } else { "offline" };
            event_of(None, name, json!({ "name": name, "user_ids": user_ids }), None)
        }
        other => Happening::Mishap(format!("{other:?}")),
    }
}

/// `None` if pusher-js reports nothing.
pub fn of_connection(item: ConnectionItem) -> Option<Happening> {
    match item {
        ConnectionItem::Error { code, message } => {
            Some(Happening::ProtocolError(json!({ "data": { "code": code, "message": message } })))
        }
        ConnectionItem::State(State::Ended(lost)) => Some(Happening::Ended(reason(lost.as_ref()))),
        ConnectionItem::Lagged(_) => Some(Happening::Mishap("the connection's items lagged".to_owned())),
        _ => None,
    }
}

/// Why a subscription failed, as pusher-js reports it.
pub fn of_refusal(error: &SubscribeError) -> Value {
    match error {
        SubscribeError::Refused { kind, error, status, .. } => {
            json!({ "type": kind, "error": error, "status": status })
        }
        SubscribeError::Unauthorized(reason) => {
            let reason = reason.to_string();
            let status = reason.rsplit(' ').next().and_then(|status| status.parse::<u16>().ok());
            json!({ "type": "AuthError", "error": reason, "status": status })
        }
        other => json!({ "type": "other", "error": other.to_string() }),
    }
}

pub fn reason(lost: Option<&Disconnect>) -> Value {
    match lost {
        Some(lost) => json!({ "data": { "code": lost.code, "message": lost.reason } }),
        None => Value::Null,
    }
}

fn of_item<E: EventSet + std::fmt::Debug>(channel: Option<&str>, item: Item<E>) -> Happening {
    match item {
        Item::Unknown(RawEvent { event, data, user_id, .. }) => {
            let data = serde_json::from_str(&data).expect("raw data is JSON");
            event_of(channel, &event, data, user_id)
        }
        Item::CacheMiss => event_of(channel, "pusher:cache_miss", json!({}), None),
        Item::SubscriptionCount(count) => {
            let count = json!({ "subscription_count": count });
            event_of(channel, "pusher:subscription_count", count, None)
        }
        Item::Disconnected(_) | Item::Gap | Item::Ended(_) => Happening::Interruption,
        other => Happening::Mishap(format!("{other:?}")),
    }
}

fn event_of(channel: Option<&str>, event: &str, data: Value, user_id: Option<String>) -> Happening {
    let channel = channel.map(str::to_owned);
    Happening::Event(Received { channel, event: event.to_owned(), data, user_id })
}
