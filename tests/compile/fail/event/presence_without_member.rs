use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "presence-room-<room>", event = "message")]
struct Message {
    room: u64,
}

fn main() {}
