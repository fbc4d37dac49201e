use pusher_typed::{Client, Event};
use serde::Serialize;

#[derive(Serialize, Event)]
#[pusher(channel = "private-orders-<id>", recoverable, event = "created")]
struct Created {
    id: u64,
}

async fn example(client: Client) {
    let _ = client.trigger(&Created { id: 7 }).await;
}

fn main() {}
