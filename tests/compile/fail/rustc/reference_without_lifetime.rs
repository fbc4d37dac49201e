use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-room-<name>")]
struct Room {
    name: &str,
}

fn main() {}
