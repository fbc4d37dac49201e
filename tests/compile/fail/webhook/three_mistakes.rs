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
    #[pusher(channel_vacated)]
    Unwatched,
    #[pusher(subscription_count)]
    Watching { channel: OrderChannel, count: u64 },
}

fn main() {}
