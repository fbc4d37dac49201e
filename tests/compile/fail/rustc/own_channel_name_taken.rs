use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderCreatedChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "created")]
struct OrderCreated {
    id: u64,
}

fn main() {}
