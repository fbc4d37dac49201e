use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "headline", event = "story")]
struct Headline;

fn main() {}
