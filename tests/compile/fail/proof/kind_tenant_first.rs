use pusher_typed::{Channel, ChannelParam};

#[derive(ChannelParam)]
#[pusher(chars = "a-z0-9", max_len = 40)]
struct Tenant(String);

#[derive(Channel)]
#[pusher(channel = "private-<tenant>-orders-<id>")]
struct OrderChannel {
    tenant: Tenant,
    id: u64,
}

fn main() {}
