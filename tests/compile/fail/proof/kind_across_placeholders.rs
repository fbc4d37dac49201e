use pusher_typed::{Channel, ChannelParam};

#[derive(ChannelParam)]
#[pusher(chars = "a-z")]
struct Word(String);

#[derive(Channel)]
#[pusher(channel = "<a>-<b>")]
struct Orders {
    a: Word,
    b: u64,
}

fn main() {}
