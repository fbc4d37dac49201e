use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = 7, event = "shipped")]
struct Shipped;

fn main() {}
