use pusher_typed::ChannelSet;

#[derive(ChannelSet)]
enum AppChannel {
    News,
}

fn main() {}
