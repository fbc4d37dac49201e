use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "orders-<id>", kind = "public")]
struct Orders {
    id: u64,
}

fn main() {}
