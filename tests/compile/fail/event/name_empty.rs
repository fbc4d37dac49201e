use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "")]
struct Headline;

fn main() {}
