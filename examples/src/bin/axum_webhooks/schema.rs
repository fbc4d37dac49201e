//! The declarations of the application.

use pusher_typed::{Channel, Event, PresenceMember, WebhookEvent, webhook::ClientEvent};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, PresenceMember)]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub struct RoomChannel {
    pub room: String,
}

/// The service keeps the last price for later subscribers.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-prices-<id>")]
pub struct PriceChannel {
    pub id: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = PriceChannel, event = "price")]
pub struct Price {
    pub cents: u64,
}

/// Sent by browsers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
pub struct Typing {
    pub on: bool,
}

/// The webhooks that the application handles.
#[derive(Debug, Clone, PartialEq, WebhookEvent)]
pub enum AppHook {
    #[pusher(member_added)]
    Joined { channel: RoomChannel, user_id: u64 },
    #[pusher(member_removed)]
    Left { channel: RoomChannel, user_id: u64 },
    #[pusher(client_event)]
    Typing(ClientEvent<RoomChannel, Typing>),
    #[pusher(cache_miss)]
    Stale(PriceChannel),
}
