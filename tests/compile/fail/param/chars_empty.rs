use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "")]
struct Word(String);

fn main() {}
