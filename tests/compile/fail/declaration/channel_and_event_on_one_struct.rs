use pusher_typed::{Channel, Event};

#[derive(Channel, Event)]
#[pusher(channel = "private-orders-<id>", event = "created")]
struct OrderCreated {
    id: u64,
}

fn main() {}
