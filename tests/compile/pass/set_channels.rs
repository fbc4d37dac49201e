//! Sets that name their channels, in subscriptions and in generic functions.
#![deny(warnings)]

use std::borrow::Cow;

use pusher_typed::{
    Channel, ChannelOf, Client, Event, EventSet, TriggerEvent, TriggerEventOn, subscriber::Subscriber,
};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

/// Declares another channel type with the same names.
#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "created")]
struct Created {
    id: u64,
}

/// Without `#[serde(borrow)]` a `Cow` owns what it is decoded from.
#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Room, event = "message")]
struct Message<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

#[derive(EventSet)]
#[pusher(channel = OrderChannel)]
enum OrderEvent {
    Shipped(Shipped),
    Created(Created),
}

#[derive(EventSet)]
#[pusher(channel = OrderChannel, channel = Room)]
#[pusher(user)]
enum AnyEvent<'a> {
    Order(OrderEvent),
    Message(Message<'a>),
    Notice(Notice),
}

fn subscribe_to_all(subscriber: &Subscriber) {
    let _ = subscriber.subscribe::<OrderEvent>(&OrderChannel { id: 7 });
    let _ = subscriber.subscribe::<AnyEvent<'_>>(&Room);
    let _ = subscriber.subscribe::<Message<'_>>(&Room);
    let _ = subscriber.subscribe::<Created>(&CreatedChannel { id: 7 });
    let _ = subscriber.sign_in::<AnyEvent<'_>>();
    let _ = subscriber.sign_in::<Notice>();
}

fn follow<E, C: ChannelOf<E>>(subscriber: &Subscriber, channel: &C) {
    let _ = subscriber.subscribe::<E>(channel);
}

async fn announce<C: Channel, E: TriggerEvent, F: TriggerEventOn<C>>(client: &Client, to: &C, e: &E, f: &F) {
    let _ = client.trigger(e).await;
    let _ = client.trigger_on(to, f).await;
    let _ = client.batch().event(e).event_on(to, f).await;
}

fn main() {
    let _ = subscribe_to_all;
    let _ = follow::<OrderEvent, OrderChannel>;
    let _ = announce::<Room, Shipped, Message<'_>>;
}
