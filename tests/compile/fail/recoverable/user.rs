use pusher_typed::Event;

#[derive(Event)]
#[pusher(user, recoverable, event = "notice")]
struct Notice {
    text: String,
}

fn main() {}
