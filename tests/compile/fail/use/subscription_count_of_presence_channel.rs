use pusher_typed::{Channel, Client, PresenceMember};
use serde::Serialize;

#[derive(Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room-<room>", member = Member)]
struct RoomChannel {
    room: String,
}

fn call(client: &Client, room: &RoomChannel) {
    let _ = client.channel(room).subscription_count();
}

fn main() {}
