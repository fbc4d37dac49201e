use pusher_typed::Event;

#[derive(Event)]
#[pusher(user = 7, event = "headline")]
struct Headline;

fn main() {}
