use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "<name>")]
struct Orders {
    name: String,
}

fn main() {}
