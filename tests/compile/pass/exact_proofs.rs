//! What shares characters and lengths, but no name.
#![deny(warnings)]
#![allow(dead_code)]

use std::fmt;

use pusher_typed::{Channel, ChannelParam, ChannelSet, CharSet, ParseChannelParam};

#[derive(ChannelParam)]
enum Region {
    Eu,
    UsEast,
}

#[derive(Channel)]
#[pusher(channel = "floor-<number>")]
struct Floor {
    number: u64,
}

/// No number has leading zeros.
#[derive(Channel)]
#[pusher(channel = "floor-007")]
struct SecretFloor;

/// More than `u64::MAX`.
#[derive(Channel)]
#[pusher(channel = "floor-18446744073709551616")]
struct TopFloor;

#[derive(Channel)]
#[pusher(channel = "floor-<region>")]
struct RegionFloor {
    region: Region,
}

/// As long as `us_east`, of the same letters, and not the text of a variant.
#[derive(Channel)]
#[pusher(channel = "floor-us_eats")]
struct Kitchen;

#[derive(ChannelSet)]
enum Building {
    Floor(Floor),
    SecretFloor(SecretFloor),
    TopFloor(TopFloor),
    RegionFloor(RegionFloor),
    Kitchen(Kitchen),
}

/// The texts decide that a name has one reading.
#[derive(Channel)]
#[pusher(channel = "shops-<region>-<name>-<closed>")]
struct Shop {
    region: Region,
    name: String,
    closed: bool,
}

/// A parameter by hand: a tenant may be first, for it is not the word of another kind.
struct Tenant(String);

impl ChannelParam for Tenant {
    const CHARS: CharSet = CharSet::new("a-z0-9");
    const MIN_LEN: usize = 1;
    const MAX_LEN: usize = 40;
    const EXCLUDED: &'static [&'static str] = &["encrypted", "cache"];

    fn write_param(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<'n> ParseChannelParam<'n> for Tenant {
    fn parse_param(text: &'n str) -> Option<Self> {
        Some(Tenant(text.to_owned()))
    }
}

#[derive(Channel)]
#[pusher(channel = "private-<tenant>-orders-<id>")]
struct TenantOrders {
    tenant: Tenant,
    id: u64,
}

fn main() {}
