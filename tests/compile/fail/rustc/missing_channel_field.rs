use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<region>-<id>")]
struct Orders {
    region: u64,
    id: u64,
}

#[derive(Event)]
#[pusher(channel = Orders { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

fn main() {}
