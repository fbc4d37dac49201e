use pusher_typed::{Channel, Client};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

fn call(client: &Client) {
    let _ = client.authorize("1.1", &Orders { id: 7 });
}

fn main() {}
