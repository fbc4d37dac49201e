use pusher_typed::EventSet;

#[derive(EventSet)]
struct AppEvent;

fn main() {}
