use pusher_typed::{Event, subscriber::Subscriber};
use serde::Serialize;

#[derive(Serialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.sign_in::<Notice>();
}

fn main() {}
