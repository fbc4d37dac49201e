use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-encrypted-orders-<id>")]
struct Secret {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = Orders { id }, channel = Secret { id }, event = "created")]
struct Created {
    id: u64,
}

fn main() {}
