use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "privete-orders-<id>", event = "shipped")]
struct Shipped {
    id: u64,
}

fn main() {}
