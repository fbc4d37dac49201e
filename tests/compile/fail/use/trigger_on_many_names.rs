use pusher_typed::{Channel, Client, Event};
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

fn call(client: &Client) {
    let _ = client.trigger_on_many(&["private-orders-7", "private-orders-8"], &Shipped { id: 7 });
}

fn main() {}
