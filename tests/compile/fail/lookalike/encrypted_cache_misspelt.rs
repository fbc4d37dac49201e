use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-encrypted-cach-orders-<id>")]
struct Orders {
    id: u64,
}

fn main() {}
