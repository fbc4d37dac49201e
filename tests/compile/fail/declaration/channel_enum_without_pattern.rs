use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
enum AppChannel {
    Order(OrderChannel),
}

fn main() {}
