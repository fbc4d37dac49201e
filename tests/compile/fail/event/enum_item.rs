use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "headline")]
enum Headline {
    Big,
}

fn main() {}
