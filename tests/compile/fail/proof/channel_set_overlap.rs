use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-orders-<name>")]
struct Named {
    name: String,
}

#[derive(ChannelSet)]
enum AppChannel {
    Orders(Orders),
    Named(Named),
}

fn main() {}
