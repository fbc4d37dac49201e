use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-chat-<a>-<b>")]
struct Orders {
    a: String,
    b: String,
}

fn main() {}
