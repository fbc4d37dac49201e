use pusher_typed::{Channel, Event, EventSet};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = OrderChannel { id }, event = "shipped")]
struct Shipped {
    id: u64,
}

#[derive(EventSet)]
#[pusher(channel = OrderChannel, recoverable)]
enum OrderEvent {
    Shipped(Shipped),
}

fn main() {}
