use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(max_len = 0)]
struct Word(String);

fn main() {}
