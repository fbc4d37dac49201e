use pusher_typed::{Channel, Client, Event, EventSet};
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
#[pusher(channel = OrderChannel)]
enum OrderEvent {
    Shipped(Shipped),
}

fn call(client: &Client, event: &OrderEvent) {
    let _ = client.trigger_on(&OrderChannel { id: 7 }, event);
}

fn main() {}
