use pusher_typed::Event;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "seen")]
struct Seen {
    #[serde(skip_serializing)]
    id: u64,
}

fn main() {}
