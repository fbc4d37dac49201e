use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = OrderChannel { id }, recoverable, event = "shipped")]
struct Shipped {
    id: u64,
}

fn main() {}
