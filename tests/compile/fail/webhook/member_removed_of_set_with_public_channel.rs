use pusher_typed::{Channel, ChannelSet, PresenceMember, WebhookEvent};

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

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(ChannelSet)]
enum AppChannel {
    Room(RoomChannel),
    News(News),
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(member_removed)]
    Left(AppChannel, pusher_typed::UserId),
}

fn main() {}
