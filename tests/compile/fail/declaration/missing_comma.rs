use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news" event = "headline")]
struct Headline;

fn main() {}
