use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
enum Region {
    Eu,
    #[pusher(rename = "eu")]
    Europe,
}

fn main() {}
