use pusher_typed::{Event, EventSet};

#[derive(Event)]
#[pusher(channel = "news", event = "headline")]
struct Headline;

fn main() {
    let _ = Headline::decode("news", "headline", "null");
}
