use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<>")]
struct Orders;

fn main() {}
