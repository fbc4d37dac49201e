use pusher_typed::{Channel, Client, PresenceMember, SocketId};

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct Room;

#[derive(PresenceMember)]
struct Other {
    #[pusher(user_id)]
    id: u64,
}

fn call(client: &Client, socket_id: &SocketId) {
    let _ = client.authorize_member(socket_id, &Room, &Other { id: 7 });
}

fn main() {}
