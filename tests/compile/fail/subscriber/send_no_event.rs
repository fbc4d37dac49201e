use pusher_typed::{Channel, subscriber::Subscriber};

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

fn call(subscriber: &Subscriber) {
    let _ = subscriber.send(&Room, &"typing");
}

fn main() {}
