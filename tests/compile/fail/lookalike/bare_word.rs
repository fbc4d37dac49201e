use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private")]
struct Orders;

fn main() {}
