use pusher_typed::Event;

#[derive(Event)]
#[pusher(user(id), event = "notice")]
struct Notice {
    id: u64,
}

fn main() {}
