//! The channels that the scenarios name, as types.

use pusher_typed::{Channel, ChannelSet, Event, EventSet, PresenceMember};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::{
    CustomerChannel, Message, NewsChannel, Offer, OfferChannel, OrderChannel, OrderPaid, OrderShipped,
    PriceChannel, Secret, VaultChannel,
};

/// A user that the authorization endpoint accepts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, PresenceMember)]
pub struct Anybody {
    #[pusher(user_id)]
    pub id: String,
    #[serde(flatten)]
    pub info: Map<String, Value>,
}

impl Anybody {
    /// The info, which may be missing.
    pub fn info(&self) -> Value {
        if self.info.is_empty() { Value::Null } else { Value::Object(self.info.clone()) }
    }
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-room-<room>", member = Anybody)]
pub struct AnyRoom {
    pub room: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "presence-cache-lobby", member = Anybody)]
pub struct Lobby;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-old")]
pub struct OldOrders;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-unknown")]
pub struct Unknown;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "tag-<text>")]
pub struct Tag {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "some-channel")]
pub struct SomeChannel;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "another")]
pub struct Another;

#[derive(Debug, Clone, PartialEq, ChannelSet)]
pub enum AnyChannel {
    News(NewsChannel),
    Order(OrderChannel),
    OldOrders(OldOrders),
    Customer(CustomerChannel),
    Unknown(Unknown),
    Vault(VaultChannel),
    Price(PriceChannel),
    Offer(OfferChannel),
    Room(AnyRoom),
    Lobby(Lobby),
    Tag(Tag),
    SomeChannel(SomeChannel),
    Another(Another),
}

/// Sent by receivers, with any payload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, channel = AnyRoom, event = "client-typing")]
#[serde(transparent)]
pub struct Typing {
    pub data: Value,
}

/// Never sent: the events on these channels have no type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OldOrders, channel = Unknown, channel = Lobby, channel = Tag, channel = SomeChannel, channel = Another, event = "never")]
pub struct Never {
    pub data: Value,
}

#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(
    channel = NewsChannel, channel = OrderChannel, channel = OldOrders, channel = CustomerChannel,
    channel = Unknown, channel = VaultChannel, channel = PriceChannel, channel = OfferChannel,
    channel = AnyRoom, channel = Lobby, channel = Tag, channel = SomeChannel, channel = Another
)]
pub enum AnyEvent {
    Message(Message),
    Secret(Secret),
    Offer(Offer),
    Shipped(OrderShipped),
    Paid(OrderPaid),
    Typing(Typing),
    Never(Never),
}

impl AnyEvent {
    /// The event's name, and its payload as JSON.
    pub fn said(&self) -> (&'static str, Value) {
        fn of<E: Event + Serialize>(event: &E) -> (&'static str, Value) {
            (E::NAME, serde_json::to_value(event).expect("an event is JSON"))
        }
        match self {
            AnyEvent::Message(event) => of(event),
            AnyEvent::Secret(event) => of(event),
            AnyEvent::Offer(event) => of(event),
            AnyEvent::Shipped(event) => of(event),
            AnyEvent::Paid(event) => of(event),
            AnyEvent::Typing(event) => of(event),
            AnyEvent::Never(event) => of(event),
        }
    }
}
