use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(client_event)]
    Said { channel: News, event: String, data: String },
}

fn main() {}
