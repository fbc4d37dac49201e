use pusher_typed::{Channel, RecoverableChannel};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

fn follow<C: RecoverableChannel>(_: &C) {}

fn main() {
    follow(&OrderChannel { id: 7 });
}
