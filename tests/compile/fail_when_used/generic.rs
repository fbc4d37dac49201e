use pusher_typed::{Channel, ChannelParam, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "private-<room>")]
struct Room<T: ChannelParam> {
    room: T,
}

fn main() {
    let _ = Room { room: 7_u64 }.name();
    let _ = Room { room: String::from("lobby") }.name();
}
