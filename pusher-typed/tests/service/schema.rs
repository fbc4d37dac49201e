//! A channel of each kind, and what is sent there: for the tests of the in-process server and of the subscriber.

use pusher_typed::{Channel, Event, PresenceMember};
use serde::{Deserialize, Serialize};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "news-<id>")]
pub(crate) struct News {
    pub(crate) id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub(crate) struct Orders {
    pub(crate) id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-price")]
pub(crate) struct Price;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, PresenceMember)]
pub(crate) struct Member {
    #[pusher(user_id)]
    pub(crate) id: u64,
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room", member = Member)]
pub(crate) struct Room;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = News, channel = Orders, channel = Room, channel = Price, event = "message")]
pub(crate) struct Message {
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Room, channel = Orders, event = "client-typing")]
pub(crate) struct Typing {
    pub(crate) on: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub(crate) struct Notice {
    pub(crate) text: String,
}

pub(crate) fn message(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}
