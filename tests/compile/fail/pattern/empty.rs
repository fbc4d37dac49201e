use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "")]
struct Orders;

fn main() {}
