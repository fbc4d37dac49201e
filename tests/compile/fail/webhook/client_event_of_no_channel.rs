use pusher_typed::{Channel, Event, WebhookEvent, webhook::ClientEvent};

#[derive(Channel)]
#[pusher(channel = "private-room-<room>")]
struct RoomChannel {
    room: String,
}

#[derive(serde::Serialize, serde::Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

struct Room;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Typing(ClientEvent<Room, Typing>),
}

fn main() {}
