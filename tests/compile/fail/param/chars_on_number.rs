use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "0-9")]
struct Id(u64);

fn main() {}
