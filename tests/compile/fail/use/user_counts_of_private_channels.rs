use pusher_typed::{Channel, Client};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

fn call(client: &Client) {
    let _ = client.channels::<OrderChannel>().user_count();
}

fn main() {}
