use pusher_typed::Channel;

#[derive(Channel)]
#[pusher = "news"]
struct News;

fn main() {}
