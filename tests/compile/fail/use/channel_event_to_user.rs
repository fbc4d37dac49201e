use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders, event = "shipped")]
struct Shipped;

fn call(client: &Client) {
    let _ = client.send_to_user(&7_u64, &Shipped);
}

fn main() {}
