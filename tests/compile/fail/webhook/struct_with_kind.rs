use pusher_typed::WebhookEvent;

#[derive(WebhookEvent)]
#[pusher(channel_occupied)]
struct Occupied {
    id: u64,
}

fn main() {}
