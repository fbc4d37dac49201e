use pusher_typed::Client;

struct Orders;

fn call(client: &Client) {
    let _ = client.channels::<Orders>();
}

fn main() {}
