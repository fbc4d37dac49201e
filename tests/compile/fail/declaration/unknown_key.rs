use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(chanel = "news", channel = "news")]
struct News;

fn main() {}
