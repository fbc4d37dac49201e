use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-id>")]
struct Orders;

fn main() {}
