use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "privateorders-<id>")]
struct Orders {
    id: u64,
}

fn main() {}
