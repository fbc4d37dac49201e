use pusher_typed::{Channel, ChannelParam};

#[derive(ChannelParam)]
#[pusher(chars = "a-z", max_len = 100)]
struct Long(String);

#[derive(Channel)]
#[pusher(channel = "private-orders-<first>-<second>")]
struct Orders {
    first: Long,
    second: Long,
}

fn main() {}
