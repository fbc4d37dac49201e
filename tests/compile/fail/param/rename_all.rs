use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
#[pusher(rename_all = "kebab-case")]
enum Region {
    UsEast,
}

fn main() {}
