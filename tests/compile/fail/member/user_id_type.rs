use pusher_typed::PresenceMember;

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: f64,
}

fn main() {}
