use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = Orders { id }, kind = public, event = "shipped")]
struct Shipped {
    id: u64,
}

fn main() {}
