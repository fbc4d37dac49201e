use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-created-<id>")]
struct OrderCreatedChannel {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = "private-orders-<id>", event = "created")]
struct OrderCreated {
    id: u64,
}

fn main() {}
