use pusher_typed::{Channel, Event};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(Event)]
#[pusher(channel = News, event = "client-typing")]
struct Typing<'a> {
    text: &'a str,
}

fn main() {}
