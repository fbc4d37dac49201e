#![deny(unused_must_use)]
use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(Serialize, Event)]
#[pusher(channel = News, event = "headline")]
struct Headline;

fn call(client: &Client) {
    client.trigger_on(&News, &Headline);
}

fn main() {}
