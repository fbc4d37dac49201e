use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
enum Region {}

fn main() {}
