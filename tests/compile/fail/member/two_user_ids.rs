use pusher_typed::PresenceMember;

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    #[pusher(user_id)]
    other: u64,
}

fn main() {}
