use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", channel = "sports", event = "headline")]
struct Headline;

fn main() {}
