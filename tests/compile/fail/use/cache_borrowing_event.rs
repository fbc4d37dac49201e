use pusher_typed::{Channel, Client, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "cache-prices")]
struct Prices;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Prices, event = "changed")]
struct Changed<'a> {
    currency: &'a str,
}

fn call(client: &Client) {
    let _ = client.channel(&Prices).cache::<Changed<'_>>();
}

fn main() {}
