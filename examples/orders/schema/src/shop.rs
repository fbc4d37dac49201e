//! The shop, and which channels of it a page may have.

use std::fmt;

use pusher_typed::{Channel, ChannelParam, ChannelSet};

use crate::FloorChannel;

/// A shop's name as it stands in channel names.
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

/// What becomes of the shop's orders, told to everybody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Channel)]
#[pusher(channel = "private-shop-<shop>")]
pub struct ShopChannel {
    /// Whose orders.
    pub shop: Shop,
}

/// Every channel that a page may ask for. The warehouse's own is not among
/// them, so a page that asks for it is refused before anything is signed.
#[derive(Debug, Clone, PartialEq, Eq, ChannelSet)]
pub enum PageChannel {
    /// The orders.
    Shop(ShopChannel),
    /// Who is there.
    Floor(FloorChannel),
}
