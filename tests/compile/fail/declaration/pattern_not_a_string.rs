use pusher_typed::Channel;

struct Other;

#[derive(Channel)]
#[pusher(channel = Other)]
struct News;

fn main() {}
