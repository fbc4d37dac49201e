use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    #[pusher(rename = "nr")]
    id: u64,
}

fn main() {}
