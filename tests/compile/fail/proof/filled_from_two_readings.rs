use pusher_typed::{Channel, Event};
use serde::Deserialize;

#[derive(Channel)]
#[pusher(channel = "private-x-<id>")]
struct Outer {
    id: String,
}

#[derive(Channel)]
#[pusher(channel = "private-x-y-<id>")]
struct Inner {
    id: String,
}

#[derive(Deserialize, Event)]
#[pusher(channel = Outer { id }, channel = Inner { id }, event = "seen")]
struct Seen {
    #[serde(skip)]
    id: String,
}

fn main() {}
