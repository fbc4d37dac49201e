use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-cache-prices-<id>", recoverable)]
struct PriceChannel {
    id: u64,
}

fn main() {}
