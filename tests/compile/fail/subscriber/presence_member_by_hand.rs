use pusher_typed::{Channel, Event, PresenceMember, subscriber::Subscriber};
use serde::{Deserialize, Serialize, Serializer};

#[derive(Deserialize)]
struct Member {
    id: u64,
}

impl PresenceMember for Member {
    type Id = u64;

    fn user_id(&self) -> &u64 {
        &self.id
    }

    fn serialize_info<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
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
