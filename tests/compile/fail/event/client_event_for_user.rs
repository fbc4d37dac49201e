use pusher_typed::Event;

#[derive(Event)]
#[pusher(user, event = "client-notice")]
struct Notice;

fn main() {}
