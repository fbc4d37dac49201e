//! Every form of declaration, as the documentation shows it.
use pusher_typed::{Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ChannelParam)]
pub struct OrderId(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ChannelParam)]
pub enum Region {
    Eu,
    UsEast,
    #[pusher(rename = "as-1")]
    Asia,
}

#[derive(Debug, Clone, PartialEq, Eq, ChannelParam)]
#[pusher(chars = "a-zA-Z0-9_", max_len = 40)]
pub struct Slug(String);

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-orders-<id>")]
pub struct OrderChannel {
    pub id: OrderId,
}

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-customers-<id>")]
pub struct CustomerChannel {
    pub id: u64,
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
#[pusher(channel = "news")]
pub struct News;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-<region>-<slug>-<type>")]
pub struct Letters {
    pub region: Region,
    pub slug: Slug,
    pub r#type: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = "private-created-<id>", event = "created")]
pub struct OrderCreated {
    pub id: OrderId,
    pub total_cents: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
pub struct OrderShipped {
    #[serde(skip, default = "no_order")]
    pub id: OrderId,
    pub carrier: String,
}

fn no_order() -> OrderId {
    OrderId(0)
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id: customer }, channel = RoomChannel, event = "paid")]
pub struct OrderPaid {
    pub id: OrderId,
    pub customer: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "message")]
pub struct Message {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
pub struct Typing {
    pub on: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub struct Notice {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, ChannelSet)]
pub enum AppChannel {
    Order(OrderChannel),
    Room(RoomChannel),
}

#[derive(Debug, Clone, PartialEq, ChannelSet)]
pub enum AllChannels {
    App(AppChannel),
    News(News),
    Letters(Letters),
}

#[derive(Debug, Clone, PartialEq, EventSet)]
pub enum OrderEvent {
    Shipped(OrderShipped),
    Paid(OrderPaid),
}

#[derive(Debug, PartialEq, EventSet)]
pub enum AllEvents {
    Order(OrderEvent),
    Notice(Notice),
}

fn main() {
    let id = OrderId(7);
    assert_eq!(OrderChannel { id }.name().unwrap(), "private-orders-7");
    let letters = Letters { region: Region::Asia, slug: "x_1".parse().unwrap(), r#type: true };
    assert_eq!(letters.name().unwrap(), "private-encrypted-cache-as-1-x_1-true");
    assert_eq!(AllChannels::parse("private-encrypted-cache-as-1-x_1-true").unwrap(), AllChannels::Letters(letters));
    assert_eq!(AllChannels::parse("news").unwrap().name().unwrap(), "news");
    assert!(AllChannels::parse("private-orders-07").is_err());
    assert!("a-b".parse::<Slug>().is_err());

    let created = OrderCreatedChannel { id };
    assert_eq!(created.clone(), OrderCreatedChannel::parse("private-created-7").unwrap());
    assert_eq!(format!("{created:?}"), r#"OrderCreatedChannel("private-created-7")"#);

    let shipped = OrderEvent::decode("private-orders-7", "shipped", r#"{"carrier":"DHL"}"#).unwrap();
    assert_eq!(shipped, OrderEvent::Shipped(OrderShipped { id, carrier: "DHL".into() }));
    let notice = AllEvents::decode("#server-to-user-3", "notice", r#"{"text":"hi"}"#).unwrap();
    assert_eq!(notice, AllEvents::Notice(Notice { text: "hi".into() }));
    assert!(AllEvents::decode("private-orders-7", "notice", r#"{"text":"hi"}"#).is_err());
}
