use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(event = OrderChannel { id }, channel = "private-shipped-<id>")]
struct Shipped {
    id: u64,
}

fn main() {}
