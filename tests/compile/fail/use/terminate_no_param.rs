use pusher_typed::Client;

struct UserId(u64);

fn call(client: &Client, user_id: &UserId) {
    let _ = client.terminate_user_connections(user_id);
}

fn main() {}
