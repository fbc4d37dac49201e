use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-grid-<x>-<y>-<z>")]
struct Orders {
    x: String,
    y: i8,
    z: i8,
}

fn main() {}
