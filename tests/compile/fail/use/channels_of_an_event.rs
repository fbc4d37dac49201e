use pusher_typed::{Client, Event};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
struct Shipped {
    id: u64,
}

async fn call(client: &Client) {
    let _ = client.channels::<Shipped>().await;
}

fn main() {}
