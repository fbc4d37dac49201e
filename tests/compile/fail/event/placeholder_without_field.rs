use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-orders-<order>", event = "shipped")]
struct Shipped {
    order_id: u64,
}

fn main() {}
