use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "#server-to-user-<id>")]
struct Orders {
    id: u64,
}

fn main() {}
