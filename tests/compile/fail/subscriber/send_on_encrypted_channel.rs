use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-encrypted-vault")]
struct VaultChannel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, channel = VaultChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

async fn call(subscriber: &Subscriber, vault: &VaultChannel, typing: &Typing) {
    let _ = subscriber.send(vault, typing).await;
}

fn main() {}
