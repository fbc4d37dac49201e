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

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Deserialize, Event)]
#[pusher(channel = RoomChannel, event = "client-typing")]
struct Typing {
    on: bool,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Typing(ClientEvent<OrderChannel, Typing>),
}

fn main() {}
