use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-${id}")]
struct Orders {
    id: u64,
}

fn main() {}
