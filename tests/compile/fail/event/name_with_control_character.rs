use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "headline\n")]
struct Headline;

fn main() {}
