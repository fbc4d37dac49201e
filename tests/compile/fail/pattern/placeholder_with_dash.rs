use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<order-id>")]
struct Orders {
    order_id: u64,
}

fn main() {}
