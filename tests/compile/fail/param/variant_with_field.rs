use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
enum Region {
    Eu,
    Other(String),
}

fn main() {}
