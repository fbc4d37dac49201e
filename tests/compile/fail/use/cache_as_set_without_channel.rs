use pusher_typed::{Channel, Client, Event, EventSet};
use serde::Deserialize;

#[derive(Channel)]
#[pusher(channel = "cache-prices")]
struct Prices;

#[derive(Deserialize, Event)]
#[pusher(channel = Prices, event = "price")]
struct Price {
    cents: u64,
}

#[derive(EventSet)]
enum PriceEvent {
    Price(Price),
}

fn call(client: &Client) {
    let _ = client.channel(&Prices).cache::<PriceEvent>();
}

fn main() {}
