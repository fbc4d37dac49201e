use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(max_len = 4)]
enum Region {
    Eu,
}

fn main() {}
