use pusher_typed::{Channel, PresenceMember, schema::Catalog};

#[derive(serde::Serialize, PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
    name: String,
}

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct RoomChannel;

fn main() {
    let _ = Catalog::new("rooms", "1.0.0").channels::<RoomChannel>();
}
