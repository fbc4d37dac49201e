use pusher_typed::{Channel, WebhookEvent, webhook::ClientEvent};

#[derive(Channel)]
#[pusher(channel = "private-room")]
struct Room;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Typing(ClientEvent<Room, Typing>),
}

fn main() {}
