use pusher_typed::PresenceMember;

#[derive(PresenceMember)]
struct Member {
    id: u64,
}

fn main() {}
