use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(member_added)]
    Joined { channel: OrderChannel, user_id: u64 },
}

fn main() {}
