use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(ChannelSet)]
enum Public {
    News(News),
}

#[derive(ChannelSet)]
enum AppChannel {
    Public(Public),
    News(News),
}

fn main() {}
