use pusher_typed::{Channel, Event};
use serde::Deserialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(Deserialize, Event)]
#[pusher(channel = Orders { id }, channel = News, event = "seen")]
struct Seen {
    #[serde(skip)]
    id: u64,
}

fn main() {}
