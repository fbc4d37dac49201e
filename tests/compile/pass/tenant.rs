//! A tenant as the first part of the names of private channels.
#![deny(warnings)]

use pusher_typed::{Channel, ChannelParam, ChannelSet};

#[derive(Debug, Clone, PartialEq, ChannelParam)]
#[pusher(chars = "a-z0-9", max_len = 20, not = ["encrypted", "cache"])]
struct Tenant(String);

#[derive(Debug, PartialEq, Channel)]
#[pusher(channel = "private-<tenant>-orders-<id>")]
struct OrderChannel {
    tenant: Tenant,
    id: u64,
}

fn main() {
    let channel = OrderChannel { tenant: "acme".parse().unwrap(), id: 7 };
    assert_eq!(channel.name().unwrap(), "private-acme-orders-7");
    assert_eq!(OrderChannel::parse("private-acme-orders-7").unwrap(), channel);
    for refused in ["encrypted", "cache"] {
        assert!(refused.parse::<Tenant>().is_err());
        assert!(Tenant::try_from(refused.to_owned()).is_err());
        assert!(OrderChannel::parse(&format!("private-{refused}-orders-7")).is_err());
    }
    assert!("encrypted1".parse::<Tenant>().is_ok());
}
