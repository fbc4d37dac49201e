use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(not = ["encrypted", "cache", "encrypted"])]
struct Tenant(String);

fn main() {}
