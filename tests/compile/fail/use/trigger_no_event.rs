use pusher_typed::Client;

struct Shipped {
    id: u64,
}

fn call(client: &Client) {
    let _ = client.trigger(&Shipped { id: 7 });
}

fn main() {}
