use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "orders")]
struct OrderChannel;

#[derive(Channel)]
#[pusher(channel = "room")]
struct RoomChannel;

#[derive(ChannelSet)]
enum AppChannel {
    O(OrderChannel, RoomChannel),
}

fn main() {}
