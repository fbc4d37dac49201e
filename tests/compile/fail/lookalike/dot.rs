use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "presence.room")]
struct Orders;

fn main() {}
