use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>", kind = encrypted)]
struct Orders {
    id: u64,
}

fn main() {}
