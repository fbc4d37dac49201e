use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "presenceroom-<id>")]
struct Room {
    id: u64,
}

fn main() {}
