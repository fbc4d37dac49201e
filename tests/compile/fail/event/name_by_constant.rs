use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

const NAME: &str = "shipped";

#[derive(Event)]
#[pusher(channel = OrderChannel { id }, event = NAME)]
struct Shipped {
    id: u64,
}

fn main() {}
