use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "cahce-prices-<id>")]
struct Prices {
    id: u64,
}

fn main() {}
