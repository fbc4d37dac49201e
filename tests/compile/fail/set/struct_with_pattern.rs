use pusher_typed::EventSet;

#[derive(EventSet)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
struct OrderShipped {
    id: u64,
}

fn main() {}
