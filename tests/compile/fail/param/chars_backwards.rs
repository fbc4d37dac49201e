use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "z-a")]
struct Word(String);

fn main() {}
