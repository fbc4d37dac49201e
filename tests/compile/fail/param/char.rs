use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<letter>")]
struct Orders {
    letter: char,
}

fn main() {}
