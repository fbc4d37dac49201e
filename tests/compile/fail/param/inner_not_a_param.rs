use pusher_typed::ChannelParam;

#[derive(ChannelParam)]
struct Price(f64);

fn main() {}
