use pusher_typed::Client;

fn send(client: &Client) {
    let _ = client.trigger_on("private-room-7", "message");
}

fn main() {}
