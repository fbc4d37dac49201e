use pusher_typed::ChannelSet;

#[derive(ChannelSet)]
struct AppChannel;

fn main() {}
