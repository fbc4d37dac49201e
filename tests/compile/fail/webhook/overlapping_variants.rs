use pusher_typed::{Channel, WebhookEvent};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-<name>-7")]
struct Sevens {
    name: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-orders-<name>")]
struct Named {
    name: String,
}

#[derive(WebhookEvent)]
enum AppHook {
    #[pusher(channel_occupied)]
    Order(OrderChannel),
    #[pusher(channel_occupied)]
    Sevens(Sevens),
    #[pusher(channel_occupied)]
    Named { channel: Named },
    #[pusher(channel_vacated)]
    Unwatched(Named),
}

fn main() {}
