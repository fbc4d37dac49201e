use pusher_typed::{Channel, ChannelSet};

#[derive(Channel)]
#[pusher(channel = "private-room-<room>")]
struct Room<'a> {
    room: &'a str,
}

#[derive(Channel)]
#[pusher(channel = "private-room-<number>")]
struct Numbered {
    number: u32,
}

#[derive(ChannelSet)]
enum AppChannel<'a> {
    Room(Room<'a>),
    Numbered(Numbered),
}

fn main() {}
