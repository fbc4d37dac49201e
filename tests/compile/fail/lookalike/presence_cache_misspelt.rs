use pusher_typed::{Channel, PresenceMember};

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-caceh-room-<id>", member = Member)]
struct Room {
    id: u64,
}

fn main() {}
