use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(channel_existence)]
    News(News),
}

fn main() {}
