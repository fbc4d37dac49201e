//! A channel of each kind, what is sent there, and how the tests wait.

use std::time::Duration;

use pusher_typed::{
    Channel, DecodeEvent, Event, EventSet, PresenceMember,
    subscriber::{Item, Subscriber, SubscriberConfig, Subscription, Trusted},
    testing::Server,
};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

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
#[pusher(channel = "private-encrypted-cache-vault")]
pub(crate) struct Vault;

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
#[pusher(channel = Vault, event = "secret")]
pub(crate) struct Secret {
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Room, channel = Orders, event = "client-typing")]
pub(crate) struct Typing {
    pub(crate) on: bool,
}

#[derive(Debug, Clone, PartialEq, EventSet)]
pub(crate) enum AnyEvent {
    Message(Message),
    Typing(Typing),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
pub(crate) struct Notice {
    pub(crate) text: String,
}

pub(crate) fn message(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

pub(crate) fn member(id: u64, name: &str) -> Member {
    Member { id, name: name.into() }
}

/// Impatient, so that tests are quick.
pub(crate) fn config(server: &Server) -> SubscriberConfig {
    SubscriberConfig::of(server.client()).backoff(Duration::from_millis(40), Duration::from_millis(200))
}

pub(crate) async fn connect(server: &Server) -> Subscriber {
    Subscriber::connect(config(server)).await.expect("a connection")
}

pub(crate) async fn connect_as(server: &Server, who: &Member) -> Subscriber {
    let trusted = Trusted::new(server.client()).member(who).expect("a member");
    let trusted = trusted.user(&pusher_typed::client::User::new(who)).expect("a user");
    Subscriber::connect(config(server).authorizer(trusted)).await.expect("a connection")
}

/// What comes in time.
pub(crate) async fn soon<T>(work: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(5), work).await.expect("something in time")
}

pub(crate) async fn next<E>(subscription: &mut Subscription<E>) -> Item<E>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    soon(subscription.next()).await.expect("an item")
}

pub(crate) async fn event<E>(subscription: &mut Subscription<E>) -> E
where
    E: EventSet + for<'d> DecodeEvent<'d> + std::fmt::Debug,
{
    match next(subscription).await {
        Item::Event(event) => event,
        other => panic!("{other:?}"),
    }
}
