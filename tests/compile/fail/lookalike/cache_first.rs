use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "cache-private-prices")]
struct Orders;

fn main() {}
