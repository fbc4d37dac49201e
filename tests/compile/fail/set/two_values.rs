use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(ChannelSet)]
enum AppChannel {
    News(News, u64),
}

fn main() {}
