use pusher_typed::WebhookEvent;

#[derive(WebhookEvent)]
struct AppHook;

fn main() {}
