use pusher_typed::Event;

struct Orders;

#[derive(Event)]
#[pusher(channel = Orders, event = "shipped")]
struct Shipped;

fn main() {}
