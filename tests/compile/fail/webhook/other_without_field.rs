use pusher_typed::WebhookEvent;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(other)]
    Other,
}

fn main() {}
