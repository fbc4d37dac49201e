use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-things-<type>")]
struct Things {
    kind: u64,
}

fn main() {}
