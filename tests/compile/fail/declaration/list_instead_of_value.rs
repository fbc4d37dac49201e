use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel("news"))]
struct News;

fn main() {}
