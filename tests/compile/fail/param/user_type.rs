use pusher_typed::Channel;

struct OrderId(u64);

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: OrderId,
}

fn main() {}
