use pusher_typed::{Channel, Event};

struct Member;

#[derive(Channel)]
#[pusher(channel = "private-orders")]
struct Orders;

#[derive(Event)]
#[pusher(channel = Orders, event = "shipped", member = Member)]
struct Shipped;

fn main() {}
