use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "news")]
struct News;

#[derive(ChannelSet)]
enum AppChannel {
    News(#[pusher(channel = "headlines")] News),
}

fn main() {}
