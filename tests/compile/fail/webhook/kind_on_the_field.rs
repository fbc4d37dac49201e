use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(WebhookEvent)]
enum AppHook {
    Watched(#[pusher(channel_occupied)] OrderChannel),
}

fn main() {}
