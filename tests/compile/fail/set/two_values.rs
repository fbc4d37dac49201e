use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "news")]
struct NewsChannel;

#[derive(ChannelSet)]
enum AppChannel {
    News(NewsChannel, u64),
}

fn main() {}
