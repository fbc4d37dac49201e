use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-<room>")]
struct Orders {
    room: String,
}

fn main() {}
