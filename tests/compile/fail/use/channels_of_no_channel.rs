use pusher_typed::Client;

fn call(client: &Client) {
    let _ = client.channels::<String>();
}

fn main() {}
