use pusher_typed::Event;

struct OrderCreatedChannel;

#[derive(serde::Serialize, serde::Deserialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "created")]
struct OrderCreated {
    id: u64,
}

fn main() {}
