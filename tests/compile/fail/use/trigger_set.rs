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
enum OrderEvent {
    Shipped(Shipped),
}

fn call(client: &Client) {
    let _ = client.trigger(&OrderEvent::Shipped(Shipped { id: 7 }));
}

fn main() {}
