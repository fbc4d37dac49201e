use pusher_typed::{Channel, Client, PresenceMember, SocketId};

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "presence-room", member = Member)]
struct Room;

fn call(client: &Client, socket_id: &SocketId) {
    let _ = client.authorize(socket_id, &Room);
}

fn main() {}
