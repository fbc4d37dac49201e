use pusher_typed::{Channel, Client, Event};
use serde::Serialize;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-customers-<id>", recoverable)]
struct CustomerChannel {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id: customer }, event = "paid")]
struct Paid {
    id: u64,
    customer: u64,
}

async fn example(client: Client) {
    let _ = client.trigger(&Paid { id: 7, customer: 8 }).await;
}

fn main() {}
