use pusher_typed::{Channel, Client};

#[derive(Channel)]
#[pusher(channel = "cache-prices")]
struct Prices;

fn call(client: &Client) {
    let _ = client.channel(&Prices).cache::<String>();
}

fn main() {}
