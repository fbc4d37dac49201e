use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "news")]
struct NewsChannel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = OrderChannel, channel = NewsChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

async fn call(subscriber: &Subscriber, news: &NewsChannel, typing: &Typing) {
    let _ = subscriber.send(news, typing).await;
}

fn main() {}
