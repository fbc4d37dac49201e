use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "news")]
struct NewsChannel;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = NewsChannel, event = "headline")]
struct Headline {
    text: String,
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe::<Headline>(&OrderChannel { id: 7 });
}

fn main() {
    let _: fn(&Subscriber) = call;
}
