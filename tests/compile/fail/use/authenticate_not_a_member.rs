use pusher_typed::{Client, SocketId, client::User};

fn call(client: &Client, socket_id: &SocketId) {
    let _ = client.authenticate_user(socket_id, &User::new(&7));
}

fn main() {}
