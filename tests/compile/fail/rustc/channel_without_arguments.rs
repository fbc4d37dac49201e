use pusher_typed::{Channel, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel<T> {
    id: T,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel, event = "shipped")]
struct OrderShipped {
    carrier: String,
}

fn main() {}
