use pusher_typed::WebhookEvent;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(channel_occupied)]
    Watched,
}

fn main() {}
