use pusher_typed::Event;

#[derive(Event)]
#[pusher(channel = "private-orders-<id>", event = "shipped")]
enum Shipped {
    Parcel { id: u64 },
}

fn main() {}
