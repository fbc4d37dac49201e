use pusher_typed::{Channel, Event, publisher::Publisher};
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

fn call(publisher: &Publisher) {
    let _ = publisher.publish_on(&Orders { id: 7 }, &Headline);
}

fn main() {}
