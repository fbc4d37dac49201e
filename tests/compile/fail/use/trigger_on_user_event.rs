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

#[derive(Serialize, Deserialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

fn call(client: &Client) {
    let _ = client.trigger_on(&Room, &Notice { text: String::new() });
}

fn main() {}
