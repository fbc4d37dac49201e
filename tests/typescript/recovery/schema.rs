//! Recoverable channels, and one that is not.

use pusher_typed::{Channel, Event, PresenceMember, schema::Catalog};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
pub struct OrderChannel {
    pub id: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, PresenceMember)]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room", member = Member, recoverable)]
pub struct RoomChannel;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "news")]
pub struct NewsChannel;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "event")]
pub struct OrderEvent {
    pub n: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, channel = NewsChannel, event = "news")]
pub struct News {
    pub n: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, channel = RoomChannel, event = "client-typing")]
pub struct Typing {
    pub on: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = RoomChannel, event = "message")]
pub struct Message {
    pub text: String,
}

pub fn catalog() -> Catalog {
    Catalog::new("recovery", "1.0.0")
        .events::<OrderEvent>()
        .events::<News>()
        .events::<Typing>()
        .events::<Message>()
}
