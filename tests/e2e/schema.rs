//! The channels and events of the tests: one channel type of each kind, and every form of event declaration.

use pusher_typed::{Channel, ChannelSet, Event, PresenceMember};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "news-<id>")]
pub struct NewsChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub struct OrderChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-customer-<id>")]
pub struct CustomerChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-vault-<id>")]
pub struct VaultChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, PresenceMember)]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub struct RoomChannel {
    pub room: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-prices-<id>")]
pub struct PriceChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-offers-<id>")]
pub struct OfferChannel {
    pub id: u32,
}

/// The channels that a browser may subscribe to.
#[derive(Debug, Clone, PartialEq, ChannelSet)]
pub enum AppChannel {
    Order(OrderChannel),
    Vault(VaultChannel),
    Room(RoomChannel),
}

/// The call names the channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = NewsChannel, channel = OrderChannel, channel = RoomChannel, channel = PriceChannel, event = "message")]
pub struct Message {
    pub text: String,
}

/// Sent to encrypted channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = VaultChannel, event = "secret")]
pub struct Secret {
    pub text: String,
}

/// Like [`Secret`], and kept for late subscribers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OfferChannel, event = "offer")]
pub struct Offer {
    pub cents: u64,
}

/// Its own field identifies the channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
pub struct OrderShipped {
    pub id: u32,
    pub carrier: String,
}

/// Sent to two channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id: customer }, event = "paid")]
pub struct OrderPaid {
    pub id: u32,
    pub customer: u32,
}

/// Sent to a signed-in user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub struct Notice {
    pub text: String,
}

pub fn message(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}
