use pusher_typed::{Client, SocketId};

fn call(client: &Client, socket_id: &SocketId) {
    let _ = client.authorize(socket_id, &"private-orders-7");
}

fn main() {}
