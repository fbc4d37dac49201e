use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "pirvate-orders-<id>")]
struct Orders {
    id: u64,
}

fn main() {}
