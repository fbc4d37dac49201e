use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = Orders { id: order.id }, event = "seen")]
struct Seen {
    order: u64,
}

fn main() {}
