use pusher_typed::{Client, Event};
use serde::Serialize;

#[derive(Serialize, Event)]
#[pusher(user, event = "notice")]
struct Notice;

fn call(client: &Client) {
    let _ = client.trigger(&Notice);
}

fn main() {}
