use pusher_typed::Client;

struct Notice;

fn call(client: &Client) {
    let _ = client.send_to_user(&7_u64, &Notice);
}

fn main() {}
