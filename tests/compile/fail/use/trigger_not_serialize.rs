use pusher_typed::{Client, Event};

#[derive(Event)]
#[pusher(channel = "news", event = "bare")]
struct Bare;

fn call(client: &Client) {
    let _ = client.trigger(&Bare);
}

fn main() {}
