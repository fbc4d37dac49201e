use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-encrypted-letters-<to>")]
struct Letters {
    to: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = Letters, event = "letter")]
struct Letter;

fn call(client: &Client) {
    let _ = client.trigger_on_many(&[Letters { to: 1 }, Letters { to: 2 }], &Letter);
}

fn main() {}
