use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(not = ["a b"])]
struct Tenant(String);

fn main() {}
