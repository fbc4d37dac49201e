use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Room, event = "message")]
struct Message {
    text: String,
}

#[derive(Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe::<Notice>(&Room);
}

fn main() {}
