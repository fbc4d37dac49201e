use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-customers-<id>")]
struct CustomerChannel {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = OrderChannel | CustomerChannel, event = "shipped")]
struct Shipped {
    id: u64,
}

fn main() {}
