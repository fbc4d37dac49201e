use pusher_typed::{Channel, Event, publisher::Publisher};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", recoverable)]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

fn example(publisher: &Publisher) {
    let _ = publisher.publish(&Shipped { id: 7 });
}

fn main() {}
