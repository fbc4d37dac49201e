//! An application with every kind of channel and event.

use pusher_typed::{
    Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, WebhookEvent, schema::Catalog,
    webhook::ClientEvent,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema, ChannelParam)]
pub(crate) struct OrderId(pub(crate) u64);

#[derive(Debug, Clone, Copy, PartialEq, ChannelParam)]
pub(crate) enum Region {
    Eu,
    UsEast,
}

/// What becomes of one order.
#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<region>-<id>")]
pub(crate) struct OrderChannel {
    /// Where it is stored.
    pub(crate) region: Region,
    pub(crate) id: OrderId,
}

/// Who looks at a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, PresenceMember)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    #[pusher(user_id)]
    pub(crate) account_id: u64,
    pub(crate) display_name: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
pub(crate) struct RoomChannel {
    pub(crate) room: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-price")]
pub(crate) struct PriceChannel;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Money {
    pub(crate) cents: i64,
    /// Three letters, as in ISO 4217.
    #[serde(default)]
    pub(crate) currency: Option<String>,
}

/// The order is on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = OrderChannel, event = "shipped")]
pub(crate) struct OrderShipped {
    pub(crate) carrier: String,
    pub(crate) value: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = PriceChannel, event = "price")]
pub(crate) struct Price {
    pub(crate) price: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
pub(crate) struct Typing {
    #[serde(default)]
    pub(crate) on: bool,
}

/// A browser offers a price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = RoomChannel, event = "client-offer")]
pub(crate) struct Offer {
    pub(crate) price: Money,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(user, event = "notice")]
pub(crate) struct Notice {
    pub(crate) text: String,
}

/// Declares its channel as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
#[pusher(channel = "news-<topic>", event = "headline")]
pub(crate) struct Headline {
    pub(crate) topic: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, ChannelSet)]
pub(crate) enum AppChannel {
    Order(OrderChannel),
    Room(RoomChannel),
}

#[derive(Debug, Clone, PartialEq, EventSet)]
pub(crate) enum AppEvent {
    Shipped(OrderShipped),
    Price(Price),
    Notice(Notice),
    Headline(Headline),
}

#[derive(Debug, PartialEq, WebhookEvent)]
pub(crate) enum AppHook {
    #[pusher(channel_occupied)]
    Watched(OrderChannel),
    #[pusher(member_added)]
    Joined { channel: RoomChannel, user_id: u64 },
    #[pusher(client_event)]
    Typing(ClientEvent<RoomChannel, Typing>),
    #[pusher(client_event)]
    Offered { channel: RoomChannel, event: Offer },
}

pub(crate) fn catalog() -> Catalog {
    Catalog::new("shop", "1.4.0")
        .description("Sells things.")
        .channels::<AppChannel>()
        .events::<AppEvent>()
        .webhooks::<AppHook>()
}
