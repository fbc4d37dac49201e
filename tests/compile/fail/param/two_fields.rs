use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
struct Id(u64, u64);

fn main() {}
