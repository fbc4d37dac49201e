use pusher_typed::{Event, EventSet};

#[derive(Event)]
#[pusher(user, event = "notice")]
struct Notice;

#[derive(Event)]
#[pusher(user, event = "notice")]
struct Warning;

#[derive(EventSet)]
enum UserEvents {
    Notice(Notice),
    Warning(Warning),
}

fn main() {}
