use pusher_typed::{Channel, PresenceMember};

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "Presence-room-<id>", member = Member)]
struct RoomChannel {
    id: u64,
}

fn main() {}
