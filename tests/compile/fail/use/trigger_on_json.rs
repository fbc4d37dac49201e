use pusher_typed::{Channel, Client};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

fn call(client: &Client) {
    let _ = client.trigger_on(&OrderChannel { id: 7 }, &serde_json::json!({ "id": 7 }));
}

fn main() {}
