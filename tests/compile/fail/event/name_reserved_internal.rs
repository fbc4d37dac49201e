use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "pusher_internal:x")]
struct Headline;

fn main() {}
