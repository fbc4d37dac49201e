use pusher_typed::Event;

#[derive(Event)]
#[pusher(user, channel = "news", event = "headline")]
struct Headline;

fn main() {}
