//! The declarations of these tests in addition to the common schema, and how they wait.

use std::time::Duration;

use pusher_typed::{
    Channel, DecodeEvent, Event, EventSet,
    subscriber::{Item, Subscriber, SubscriberConfig, Subscription, Trusted},
    testing::Server,
};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

pub(crate) use crate::service::*;

#[derive(Debug, Clone, PartialEq, Channel)]
#[pusher(channel = "private-encrypted-cache-vault")]
pub(crate) struct Vault;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = Vault, event = "secret")]
pub(crate) struct Secret {
    pub(crate) text: String,
}

#[derive(Debug, Clone, PartialEq, EventSet)]
#[pusher(channel = Orders, channel = Room)]
pub(crate) enum AnyEvent {
    Message(Message),
    Typing(Typing),
}

pub(crate) fn member(id: u64, name: &str) -> Member {
    Member { id, name: name.into() }
}

/// Impatient, so that tests are quick.
pub(crate) fn config(server: &Server) -> SubscriberConfig {
    SubscriberConfig::from_client(server.client())
        .backoff(Duration::from_millis(40), Duration::from_millis(200))
}

pub(crate) async fn connect(server: &Server) -> Subscriber {
    Subscriber::connect(config(server)).await.expect("a connection")
}

pub(crate) async fn connect_as(server: &Server, who: &Member) -> Subscriber {
    let trusted = Trusted::new(server.client()).member(who).expect("a member");
    let trusted = trusted.user(&pusher_typed::client::User::new(who)).expect("a user");
    Subscriber::connect(config(server).authorizer(trusted)).await.expect("a connection")
}

/// The result of `work`, which must end in time.
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
