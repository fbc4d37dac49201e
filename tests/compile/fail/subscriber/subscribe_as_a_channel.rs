use pusher_typed::{Channel, subscriber::Subscriber};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

async fn call(subscriber: &Subscriber, orders: &OrderChannel) {
    let _ = subscriber.subscribe::<OrderChannel>(orders).await;
}

fn main() {}
