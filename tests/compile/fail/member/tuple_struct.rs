use pusher_typed::PresenceMember;

#[derive(PresenceMember)]
struct Member(#[pusher(user_id)] u64);

fn main() {}
