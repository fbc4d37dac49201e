use pusher_typed::{Channel, Event, PresenceMember, WebhookEvent};
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
    Typing { channel: RoomChannel, event: Typing, user_id: u64 },
}

fn main() {}
