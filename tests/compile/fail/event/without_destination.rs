use pusher_typed::Event;

#[derive(Event)]
#[pusher(event = "headline")]
struct Headline;

fn main() {}
