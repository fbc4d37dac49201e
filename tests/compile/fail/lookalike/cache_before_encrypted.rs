use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-cache-encrypted-orders-<id>")]
struct Orders {
    id: u64,
}

fn main() {}
