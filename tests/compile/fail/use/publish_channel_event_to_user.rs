use pusher_typed::{Channel, Event, publisher::Publisher};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders, event = "shipped")]
struct Shipped;

fn call(publisher: &Publisher) {
    let _ = publisher.publish_to_user(&7_u64, &Shipped);
}

fn main() {}
