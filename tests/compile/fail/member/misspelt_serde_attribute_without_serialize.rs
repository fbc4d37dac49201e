use pusher_typed::PresenceMember;

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    #[serde(flaten)]
    place: Vec<u64>,
}

fn main() {}
