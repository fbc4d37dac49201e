use pusher_typed::{WebhookEvent, webhook::RawWebhookEvent};

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(other)]
    Other(RawWebhookEvent),
    #[pusher(other)]
    Rest(RawWebhookEvent),
}

fn main() {}
