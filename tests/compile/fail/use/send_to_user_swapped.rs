use pusher_typed::{Client, Event};

#[derive(serde::Serialize, Event)]
#[pusher(user, event = "notice")]
struct Notice {
    text: String,
}

fn send(client: &Client, notice: &Notice) {
    let _ = client.send_to_user(notice, "user-7");
}

fn main() {}
