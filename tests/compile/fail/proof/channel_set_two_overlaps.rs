//! Both mistakes are told at once.
use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-orders-<name>")]
struct NamedChannel {
    name: String,
}

#[derive(Channel)]
#[pusher(channel = "news")]
struct NewsChannel;

#[derive(ChannelSet)]
enum AppChannel {
    Orders(OrderChannel),
    Named(NamedChannel),
    News(NewsChannel),
    Latest(NewsChannel),
}

fn main() {}
