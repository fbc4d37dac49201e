use pusher_typed::Client;

fn call(client: &Client) {
    let _ = client.trigger(&"shipped");
}

fn main() {}
