use pusher_typed::{Channel, PresenceMember};

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-room", member = Member)]
struct Orders;

fn main() {}
