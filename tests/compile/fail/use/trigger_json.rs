use pusher_typed::Client;

fn call(client: &Client) {
    let _ = client.trigger(&serde_json::json!({ "id": 7 }));
}

fn main() {}
