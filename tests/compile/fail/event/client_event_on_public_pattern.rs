use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "client-typing")]
struct Typing;

fn main() {}
