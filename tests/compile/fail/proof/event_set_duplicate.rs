use pusher_typed::{Event, EventSet};

#[derive(Event)]
#[pusher(channel = "news-<year>", event = "headline")]
struct Headline {
    year: u16,
}

#[derive(Event)]
#[pusher(channel = "news-<region>", event = "headline")]
struct Regional {
    region: String,
}

#[derive(EventSet)]
enum NewsEvent {
    Headline(Headline),
    Regional(Regional),
}

fn main() {}
