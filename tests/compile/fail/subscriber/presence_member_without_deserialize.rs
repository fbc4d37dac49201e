use pusher_typed::{Channel, Event, PresenceMember, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    name: String,
}

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct Room;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Room, event = "message")]
struct Message {
    text: String,
}

async fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe_presence::<Message, _>(&Room).await;
}

fn main() {}
