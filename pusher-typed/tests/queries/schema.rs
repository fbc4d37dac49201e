//! The channels and events of the tests.

use pusher_typed::{Channel, ChannelParam, Event, EventSet, PresenceMember};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub struct Orders {
    pub id: u64,
}

/// A value may have every character that a channel's name may have.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "tag-<text>")]
pub struct Tag {
    pub text: String,
}

/// No fixed text at the beginning.
#[derive(Debug, Clone, PartialEq, ChannelParam)]
#[pusher(chars = "A-Z.", max_len = 40)]
pub struct Code(pub String);

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "<code>")]
pub struct Coded {
    pub code: Code,
}

#[derive(Debug, Clone, PartialEq, Serialize, PresenceMember)]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub struct Room {
    pub room: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-cache-board-<id>", member = Member)]
pub struct Board {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-prices-<id>")]
pub struct Prices {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-offers-<id>")]
pub struct Offers {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Prices, channel = Board, event = "price")]
pub struct Price {
    pub cents: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Prices, event = "sold-out")]
pub struct SoldOut {
    pub since: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Offers { id }, event = "offer")]
pub struct Offer {
    #[serde(skip)]
    pub id: u64,
    pub cents: u64,
}

/// Two of them are for `Prices`, one is for `Board`, and one for `Offers`.
#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(channel = Prices, channel = Board, channel = Offers)]
pub enum Kept {
    Price(Price),
    SoldOut(SoldOut),
    Offer(Offer),
}

pub fn attic() -> Room {
    Room { room: "attic".to_owned() }
}
