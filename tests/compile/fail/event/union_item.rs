use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
union Shipped {
    id: u64,
}

fn main() {}
