use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(not = ["0"])]
struct Id(u64);

fn main() {}
