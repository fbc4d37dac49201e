use pusher_typed::{Channel, Event, publisher::Publisher};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders, event = "client-typing")]
struct Typing;

fn call(publisher: &Publisher) {
    let _ = publisher.publish_on(&Orders { id: 7 }, &Typing);
}

fn main() {}
