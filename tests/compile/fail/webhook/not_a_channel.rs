use pusher_typed::WebhookEvent;

struct OrderChannel;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(channel_occupied)]
    Watched(OrderChannel),
}

fn main() {}
