use pusher_typed::EventSet;

struct Headline;

#[derive(EventSet)]
enum AppEvent {
    Headline(Headline),
}

fn main() {}
