use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private_orders")]
struct Orders;

fn main() {}
