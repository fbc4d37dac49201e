//! The crate behind another crate's re-export.
mod framework {
    pub use pusher_typed;
}

use framework::pusher_typed as pt;

#[derive(Clone, PartialEq, Debug, pt::Channel)]
#[pusher(channel = "news-<year>", crate = framework::pusher_typed)]
struct News {
    year: u16,
}

#[derive(serde::Serialize, pt::Event)]
#[pusher(channel = News { year }, event = "headline", crate = crate::framework::pusher_typed)]
struct Headline {
    year: u16,
}

fn main() {
    use pt::{Addressed, ChannelSet};
    assert_eq!(Headline { year: 1999 }.channels().unwrap()[0], News { year: 1999 }.name().unwrap());
}
