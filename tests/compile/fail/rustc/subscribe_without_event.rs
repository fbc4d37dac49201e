use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, event = "shipped")]
struct Shipped {
    carrier: String,
}

async fn call(subscriber: &Subscriber, orders: &OrderChannel) {
    let mut orders = subscriber.subscribe(orders).await.unwrap();
    let _ = orders.next().await;
}

fn main() {}
