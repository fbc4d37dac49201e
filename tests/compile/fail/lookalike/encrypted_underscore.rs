use pusher_typed::Channel;

#[derive(Channel)]
#[pusher(channel = "private-encrypted_letters")]
struct Orders;

fn main() {}
