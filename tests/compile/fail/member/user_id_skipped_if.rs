use pusher_typed::PresenceMember;
use serde::Serialize;

#[derive(Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    #[serde(skip_serializing_if = "is_zero")]
    id: u64,
    name: String,
}

fn is_zero(id: &u64) -> bool {
    *id == 0
}

fn main() {}
