use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
enum Orders {
    Id(u64),
}

fn main() {}
