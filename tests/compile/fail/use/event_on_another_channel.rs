use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(Serialize, Event)]
#[pusher(channel = News, event = "headline")]
struct Headline;

fn call(client: &Client) {
    let _ = client.trigger_on(&Orders { id: 7 }, &Headline);
}

fn main() {}
