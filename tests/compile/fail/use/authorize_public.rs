use pusher_typed::{Channel, Client, SocketId};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

fn call(client: &Client, socket_id: &SocketId) {
    let _ = client.authorize(socket_id, &News);
}

fn main() {}
