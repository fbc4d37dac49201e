use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "news", event = "headline")]
struct News;

fn main() {}
