use pusher_typed::{Channel, Client, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "cache-prices")]
struct PriceChannel;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline {
    text: String,
}

fn main() {
    let client = Client::builder("1", "key", "secret").build().unwrap();
    let _ = client.channel(&PriceChannel).cache::<Headline>();
}
