use pusher_typed::{Channel, PresenceMember, WebhookEvent, webhook::ClientEvent};

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

struct Typing;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Typing(ClientEvent<RoomChannel, Typing>),
}

fn main() {}
