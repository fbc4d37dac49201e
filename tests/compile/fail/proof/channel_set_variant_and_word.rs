use pusher_typed::{Channel, ChannelParam, ChannelSet};

#[derive(ChannelParam)]
enum Region {
    Eu,
    Us,
}

#[derive(Channel)]
#[pusher(channel = "prices-<region>")]
struct Prices {
    region: Region,
}

#[derive(Channel)]
#[pusher(channel = "prices-us")]
struct AmericanPrices;

#[derive(ChannelSet)]
enum AppChannel {
    Prices(Prices),
    American(AmericanPrices),
}

fn main() {}
