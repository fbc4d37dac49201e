use pusher_typed::PresenceMember;
use serde::Serialize;

#[derive(Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    #[serde(skip)]
    id: u64,
    name: String,
}

fn main() {}
