use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "presense-room-<id>")]
struct Room {
    id: u64,
}

fn main() {}
