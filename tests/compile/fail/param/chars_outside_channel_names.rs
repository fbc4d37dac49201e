use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "a-z/")]
struct Path(String);

fn main() {}
