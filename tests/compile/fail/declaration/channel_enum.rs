use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "news")]
enum Channels {
    News,
}

fn main() {}
