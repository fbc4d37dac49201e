use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-cach-prices-<id>")]
struct Prices {
    id: u64,
}

fn main() {}
