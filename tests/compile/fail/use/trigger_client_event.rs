use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Orders, event = "client-typing")]
struct Typing;

fn call(client: &Client) {
    let _ = client.trigger_on(&Orders { id: 7 }, &Typing);
}

fn main() {}
