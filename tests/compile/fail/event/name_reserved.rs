use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "pusher:error")]
struct Headline;

fn main() {}
