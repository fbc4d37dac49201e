use pusher_typed::Channel;

#[derive(Channel)]
#[pusher("private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

fn main() {}
