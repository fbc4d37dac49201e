use std::fmt;

use pusher_typed::{Channel, ChannelParam, CharSet, ParseChannelParam};

struct Nothing;

impl ChannelParam for Nothing {
    const CHARS: CharSet = CharSet::EMPTY;
    const MIN_LEN: usize = 1;
    const MAX_LEN: usize = 8;
    fn write_param(&self, _: &mut dyn fmt::Write) -> fmt::Result {
        Ok(())
    }
}

impl<'n> ParseChannelParam<'n> for Nothing {
    fn parse_param(_: &'n str) -> Option<Self> {
        None
    }
}

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct Orders {
    id: Nothing,
}

fn main() {}
