use pusher_typed::ChannelSet;

struct News;

#[derive(ChannelSet)]
enum AppChannel {
    News(News),
}

fn main() {}
