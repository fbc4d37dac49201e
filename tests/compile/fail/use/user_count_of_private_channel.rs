use pusher_typed::{Channel, Client};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

fn call(client: &Client, orders: &OrderChannel) {
    let _ = client.channel(orders).user_count();
}

fn main() {}
