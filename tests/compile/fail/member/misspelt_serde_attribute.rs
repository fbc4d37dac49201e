use pusher_typed::PresenceMember;
use serde::Serialize;

#[derive(Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    #[serde(flaten)]
    place: Vec<u64>,
}

fn main() {}
