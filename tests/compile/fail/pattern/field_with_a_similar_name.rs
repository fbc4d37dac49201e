use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-things-<id>")]
struct Things {
    id: u64,
    ids: u64,
}

fn main() {}
