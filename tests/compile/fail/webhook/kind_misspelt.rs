use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(channel_ocupied)]
    Watched(OrderChannel),
}

fn main() {}
