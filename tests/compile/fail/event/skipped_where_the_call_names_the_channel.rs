use pusher_typed::{Channel, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, event = "shipped")]
struct Shipped {
    #[serde(skip)]
    id: u64,
    carrier: String,
}

fn main() {}
