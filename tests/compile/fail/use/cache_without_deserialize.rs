use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "cache-prices")]
struct Prices;

#[derive(Serialize, Event)]
#[pusher(channel = Prices, event = "changed")]
struct Changed {
    cents: u64,
}

fn call(client: &Client) {
    let _ = client.channel(&Prices).cache::<Changed>();
}

fn main() {}
