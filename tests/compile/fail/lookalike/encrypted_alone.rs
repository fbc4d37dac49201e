use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "encrypted-letters")]
struct Orders;

fn main() {}
