use pusher_typed::Event;

fn orders() -> String {
    "private-orders".into()
}

#[derive(Event)]
#[pusher(channel = orders(), event = "shipped")]
struct OrderShipped {
    carrier: String,
}

fn main() {}
