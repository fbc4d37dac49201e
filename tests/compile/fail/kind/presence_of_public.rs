use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "room-<id>", kind = presence)]
struct Room {
    id: u64,
}

fn main() {}
