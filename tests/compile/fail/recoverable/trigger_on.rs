use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel, event = "noted")]
struct Noted {
    text: String,
}

async fn example(client: Client, noted: Noted) {
    let _ = client.trigger_on(&OrderChannel { id: 7 }, &noted).await;
}

fn main() {}
