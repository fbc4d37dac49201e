use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Room, event = "message")]
struct Message<'a> {
    text: &'a str,
}

fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe::<Message<'_>>(&Room);
}

fn main() {}
