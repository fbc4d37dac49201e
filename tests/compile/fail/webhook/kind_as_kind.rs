use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(kind = "channel_occupied")]
    Watched(OrderChannel),
}

fn main() {}
