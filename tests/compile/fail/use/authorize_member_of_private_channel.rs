use pusher_typed::{Channel, Client, PresenceMember, SocketId};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(PresenceMember)]
struct Member {
    #[pusher(user_id)]
    id: u64,
}

fn call(client: &Client, socket_id: &SocketId) {
    let _ = client.authorize_member(socket_id, &Orders { id: 7 }, &Member { id: 7 });
}

fn main() {}
