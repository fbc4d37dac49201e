use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "[a-z]+")]
struct Word(String);

fn main() {}
