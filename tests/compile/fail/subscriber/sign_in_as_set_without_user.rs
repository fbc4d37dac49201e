use pusher_typed::{Event, EventSet, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

#[derive(EventSet)]
enum UserEvent {
    Notice(Notice),
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.sign_in::<UserEvent>();
}

fn main() {}
