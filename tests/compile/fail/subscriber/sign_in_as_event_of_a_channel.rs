use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "news")]
struct NewsChannel;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = NewsChannel, event = "headline")]
struct Headline {
    text: String,
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.sign_in::<Headline>();
}

fn main() {
    let _: fn(&Subscriber) = call;
}
