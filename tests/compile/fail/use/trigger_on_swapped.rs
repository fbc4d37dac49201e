use pusher_typed::{Channel, Client, Event};

#[derive(Channel)]
#[pusher(channel = "private-room-<id>")]
struct RoomChannel {
    id: u64,
}

#[derive(serde::Serialize, Event)]
#[pusher(channel = RoomChannel, event = "message")]
struct Message {
    text: String,
}

fn send(client: &Client, message: &Message) {
    let _ = client.trigger_on(message, &RoomChannel { id: 7 });
}

fn main() {}
