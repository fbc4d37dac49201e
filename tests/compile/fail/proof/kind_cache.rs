use pusher_typed::{Channel, PresenceMember};

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-<room>", member = Member)]
struct Orders {
    room: String,
}

fn main() {}
