use pusher_typed::{Channel, Event, EventSet, subscriber::Subscriber};
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

#[derive(EventSet)]
enum OrderEvent {
    Shipped(Shipped),
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe::<OrderEvent>(&OrderChannel { id: 7 });
}

fn main() {}
