use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-encrypted-vault", event = "client-typing")]
struct Typing;

fn main() {}
