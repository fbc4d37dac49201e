use pusher_typed::{Channel, Event, subscriber::Subscriber};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Event)]
#[pusher(channel = OrderChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

async fn call(subscriber: &Subscriber, orders: &OrderChannel, typing: &Typing) {
    let _ = subscriber.send(orders, typing).await;
}

fn main() {}
