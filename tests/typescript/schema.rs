//! The declarations for the programs in `accepted`, `refused` and `talk.ts`.

use std::num::{NonZeroI16, NonZeroU8};

use pusher_typed::{Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, schema::Catalog};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, ChannelParam)]
pub struct OrderId(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, ChannelParam)]
pub enum Region {
    Eu,
    UsEast,
}

/// What becomes of one order.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<region>-<id>")]
pub struct OrderChannel {
    /// Where it is stored.
    pub region: Region,
    pub id: OrderId,
}

#[derive(Debug, Clone, PartialEq, ChannelParam)]
#[pusher(chars = "a-z0-9_", max_len = 20)]
pub struct Slug(String);

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "news-<topic>")]
pub struct NewsChannel {
    pub topic: Slug,
}

/// Its name could be one of [`NewsChannel`].
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "news-flash")]
pub struct FlashChannel;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, PresenceMember)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    #[pusher(user_id)]
    pub id: u64,
    pub display_name: String,
    pub is_admin: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub struct RoomChannel {
    pub room: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-price")]
pub struct PriceChannel;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "cache-ticker-<paused>-<offset>")]
pub struct TickerChannel {
    pub paused: bool,
    pub offset: i16,
}

/// Its rows have no number 0, on either side.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "seats-<row>-<seat>")]
pub struct SeatChannel {
    pub row: NonZeroI16,
    pub seat: NonZeroU8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    pub cents: i64,
    #[serde(default)]
    pub currency: Option<String>,
}

/// How an order may be paid, or could be paid once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Payment {
    Cash,
    Card {
        last_digits: String,
    },
    /// By post.
    #[deprecated]
    Cheque {
        number: u32,
    },
    #[deprecated]
    Shells,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "shipped")]
pub struct OrderShipped {
    pub carrier: String,
    pub value: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "paid")]
pub struct OrderPaid {
    pub payment: Payment,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "client-seen")]
pub struct Seen {
    pub at: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = NewsChannel, channel = FlashChannel, event = "headline")]
pub struct Headline {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = RoomChannel, event = "message")]
pub struct Message {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
pub struct Typing {
    #[serde(default)]
    pub on: bool,
    pub offer: Option<Money>,
}

/// Called as the client event of orders is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = RoomChannel, event = "client-seen")]
pub struct SeenInRoom {
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = PriceChannel, event = "price")]
pub struct Price {
    pub price: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = TickerChannel, event = "tick")]
pub struct Tick(pub u32, pub Option<String>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(user, event = "notice")]
pub struct Notice {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, ChannelSet)]
pub enum AppChannel {
    Order(OrderChannel),
    Room(RoomChannel),
    Price(PriceChannel),
}

#[derive(Debug, Clone, PartialEq, EventSet)]
pub enum AppEvent {
    Shipped(OrderShipped),
    Paid(OrderPaid),
    Seen(Seen),
    Headline(Headline),
    Message(Message),
    Typing(Typing),
    Price(Price),
    Tick(Tick),
    Notice(Notice),
}

pub fn catalog() -> Catalog {
    Catalog::new("shop", "1.0.0")
        .channels::<AppChannel>()
        .channels::<SeatChannel>()
        .events::<AppEvent>()
        .events::<SeenInRoom>()
}
