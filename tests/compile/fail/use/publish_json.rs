use pusher_typed::publisher::Publisher;

fn call(publisher: &Publisher) {
    let _ = publisher.publish(&serde_json::json!({ "id": 7 }));
}

fn main() {}
