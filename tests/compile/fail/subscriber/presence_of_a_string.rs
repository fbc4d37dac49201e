use pusher_typed::{Channel, Event, PresenceMember, subscriber::Subscriber};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct RoomChannel;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "message")]
struct Message {
    text: String,
}

async fn call(subscriber: &Subscriber) {
    let _ = subscriber.subscribe_presence::<Message, _>("presence-room").await;
}

fn main() {}
