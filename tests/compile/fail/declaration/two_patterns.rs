use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "news", channel = "sports")]
struct News;

fn main() {}
