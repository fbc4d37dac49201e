use pusher_typed::Channel;

#[derive(Channel)]
struct Orders {
    id: u64,
}

fn main() {}
