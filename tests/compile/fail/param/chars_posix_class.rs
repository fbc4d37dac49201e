use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(chars = "[[:alnum:]]")]
struct Slug(String);

fn main() {}
