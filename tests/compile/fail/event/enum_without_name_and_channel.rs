use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
struct OrderShipped {
    id: u64,
}

#[derive(Event)]
enum OrderEvent {
    Shipped(OrderShipped),
}

fn main() {}
