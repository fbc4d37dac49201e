use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

async fn example(client: Client) {
    let _ = client.trigger(&Shipped { id: 7 }).await;
}

fn main() {}
