use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "orders-<id>", kind = secret)]
struct Orders {
    id: u64,
}

fn main() {}
