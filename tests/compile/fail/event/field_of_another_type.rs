use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = Orders { id }, event = "shipped")]
struct Shipped {
    id: String,
}

fn main() {}
