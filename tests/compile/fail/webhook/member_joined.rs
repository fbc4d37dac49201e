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
    #[pusher(member_joined)]
    Joined { channel: RoomChannel, user_id: u64 },
}

fn main() {}
