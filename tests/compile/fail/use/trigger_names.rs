use pusher_typed::Client;

fn call(client: &Client) {
    let _ = client.trigger("orders-7", "shipped", &serde_json::json!({ "id": 7 }));
}

fn main() {}
