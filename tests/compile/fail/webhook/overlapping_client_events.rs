use pusher_typed::{Channel, Event, PresenceMember, WebhookEvent, webhook::ClientEvent};
use serde::Deserialize;

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
struct RoomChannel {
    room: String,
}

#[derive(Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Typing(ClientEvent<RoomChannel, Typing>),
    #[pusher(client_event)]
    Again { channel: RoomChannel, event: Typing },
}

fn main() {}
