use pusher_typed::WebhookEvent;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(other)]
    Other(String),
}

fn main() {}
