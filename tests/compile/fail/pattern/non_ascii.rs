use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-bücher")]
struct Orders;

fn main() {}
