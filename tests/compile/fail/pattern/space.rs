use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-my orders")]
struct Orders;

fn main() {}
