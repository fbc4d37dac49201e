use pusher_typed::PresenceMember;

#[derive(PresenceMember)]
enum Member {
    Human,
}

fn main() {}
