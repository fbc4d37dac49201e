use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = OrderChannel { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

fn main() {}
