use pusher_typed::{Channel, WebhookEvent, webhook::RawWebhookEvent};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(event = "channel_occupied")]
    Watched(OrderChannel),
    #[pusher(other)]
    Other(RawWebhookEvent),
}

fn main() {}
