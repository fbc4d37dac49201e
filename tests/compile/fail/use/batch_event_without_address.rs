use pusher_typed::{Channel, Client, Event};
use serde::{Deserialize, Serialize};

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

#[derive(Serialize, Deserialize, Event)]
#[pusher(channel = Room, event = "message")]
struct Message {
    text: String,
}

fn call(client: &Client) {
    let _ = client.batch().event(&Message { text: String::new() });
}

fn main() {}
