use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-customers-<id>")]
struct CustomerChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = CustomerChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

async fn call(subscriber: &Subscriber, orders: &OrderChannel, typing: &Typing) {
    let _ = subscriber.send(orders, typing).await;
}

fn main() {}
