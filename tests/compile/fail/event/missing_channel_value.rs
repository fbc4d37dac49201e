use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel, event = "shipped")]
struct Shipped;

fn main() {}
