use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "created")]
struct Created {
    id: u64,
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe::<Shipped>(&CreatedChannel { id: 7 });
}

fn main() {}
