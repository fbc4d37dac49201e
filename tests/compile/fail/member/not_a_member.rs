use pusher_typed::Channel;

struct Member;

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct Orders;

fn main() {}
