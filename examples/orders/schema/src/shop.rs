//! The shop, and the channels that its page may subscribe to.

use std::fmt;

use pusher_typed::{Channel, ChannelParam, ChannelSet};

use crate::FloorChannel;

/// The name of a shop in channel names.
///
/// ```
/// use orders_schema::{Shop, ShopChannel};
/// use pusher_typed::ChannelSet;
///
/// let shop: Shop = "corner".parse()?;
/// assert_eq!(ShopChannel { shop }.name()?, "private-shop-corner");
/// assert!("the corner".parse::<Shop>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, ChannelParam)]
#[pusher(chars = "a-z0-9_", max_len = 40)]
pub struct Shop(String);

impl fmt::Display for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The progress of the shop's orders, for everyone who is signed in. No event is lost, doubled or out of order.
#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-shop-<shop>", recoverable)]
pub struct ShopChannel {
    /// The shop.
    pub shop: Shop,
}

/// Every channel that a page may subscribe to. The warehouse's channel is not among them, so a request for it is refused
/// before anything is signed.
#[derive(Debug, Clone, PartialEq, Eq, ChannelSet)]
pub enum PageChannel {
    /// The orders.
    Shop(ShopChannel),
    /// The people.
    Floor(FloorChannel),
}
