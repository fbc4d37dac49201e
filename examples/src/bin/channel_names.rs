//! One declaration formats a channel name, parses it, and refuses invalid values.
//! Needs the declarations only: `cargo run -p pusher-typed-examples --bin channel_names`

use std::error::Error;

use pusher_typed::{Channel, ChannelParam, ChannelSet};

#[derive(Debug, Clone, Copy, PartialEq, ChannelParam)]
enum Region {
    Eu,
    UsEast,
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "private-orders-<region>-<id>")]
struct OrderChannel {
    region: Region,
    id: u64,
}

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "news-<topic>")]
struct NewsChannel {
    topic: String,
}

/// Every channel of the application, for `match`.
#[derive(Debug, PartialEq, ChannelSet)]
enum AppChannel {
    Order(OrderChannel),
    News(NewsChannel),
}

fn main() -> Result<(), Box<dyn Error>> {
    let order = OrderChannel { region: Region::UsEast, id: 7 };
    println!("{order:?} is named {}, {}", order.name()?, OrderChannel::KIND);

    for name in ["private-orders-eu-12", "news-rust", "private-orders-mars-1"] {
        match AppChannel::parse(name) {
            Ok(AppChannel::Order(order)) => println!("{name} is order {} in {:?}", order.id, order.region),
            Ok(AppChannel::News(news)) => println!("{name} is news about {}", news.topic),
            Err(error) => println!("{error}"),
        }
    }

    let invalid = NewsChannel { topic: "C++".into() };
    if let Err(error) = invalid.name() {
        println!("{invalid:?}: {error}");
        if let Some(cause) = error.source() {
            println!("  {cause}");
        }
    }
    Ok(())
}
