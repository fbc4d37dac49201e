use pusher_typed::{Channel, ChannelSet, Event};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(ChannelSet)]
enum AppChannel {
    Order(OrderChannel),
}

#[derive(Event)]
#[pusher(channel = AppChannel, event = "paid")]
struct OrderPaid {
    id: u64,
}

fn main() {}
