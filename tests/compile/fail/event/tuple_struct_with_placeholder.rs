use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
struct Shipped(u64);

fn main() {}
