use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<oder>")]
struct Orders {
    order: u64,
}

fn main() {}
