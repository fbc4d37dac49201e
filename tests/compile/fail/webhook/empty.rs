use pusher_typed::WebhookEvent;

#[derive(WebhookEvent)]
enum AppHook {}

fn main() {}
