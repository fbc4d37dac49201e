use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(not = "encrypted")]
struct Tenant(String);

fn main() {}
