use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(min_len = 9, max_len = 3)]
struct Word(String);

fn main() {}
