use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
enum Region {
    #[pusher(rename = "us/east")]
    UsEast,
}

fn main() {}
