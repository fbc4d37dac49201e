use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "\\d")]
struct Digits(String);

fn main() {}
