use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "news", event = "shipped ")]
struct Shipped;

fn main() {}
