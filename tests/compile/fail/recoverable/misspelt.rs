use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", recoverabel)]
struct OrderChannel {
    id: u64,
}

fn main() {}
