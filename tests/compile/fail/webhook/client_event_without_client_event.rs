use pusher_typed::{Channel, PresenceMember, WebhookEvent};

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

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Typing(RoomChannel),
}

fn main() {}
