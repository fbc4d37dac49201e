use pusher_typed::Channel;

struct Member;

#[derive(Channel)]
#[pusher(channel = "private-room", member = Member)]
struct Orders;

fn main() {}
