use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<a><b>")]
struct Orders {
    a: u64,
    b: u64,
}

fn main() {}
