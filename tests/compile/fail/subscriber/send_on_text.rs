use pusher_typed::{Channel, Event, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Room, event = "client-typing")]
struct Typing {
    on: bool,
}

fn call(subscriber: &Subscriber, typing: &Typing) {
    let _ = subscriber.send("private-room", typing);
}

fn main() {}
