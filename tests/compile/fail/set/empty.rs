use pusher_typed::ChannelSet;

#[derive(ChannelSet)]
enum AppChannel {}

fn main() {}
