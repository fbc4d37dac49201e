use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
struct Shipped(u64);

fn main() {}
