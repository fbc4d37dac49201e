use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news")]
struct BreakingNews;

fn main() {}
