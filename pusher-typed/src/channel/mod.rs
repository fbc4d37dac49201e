//! Channels: their names, patterns and kinds.
//!
//! ```
//! use pusher_typed::{Channel, ChannelKind, ChannelName, ChannelSet};
//!
//! #[derive(Debug, PartialEq, Channel)]
//! #[pusher(channel = "private-<tenant>.orders-<id>")]
//! struct OrderChannel { tenant: u32, id: u64 }
//!
//! let name: ChannelName = OrderChannel { tenant: 1, id: 7 }.name()?;
//! assert_eq!(name, "private-1.orders-7");
//! assert_eq!(name.kind(), ChannelKind::Private);
//! assert_eq!(OrderChannel::parse(&name)?, OrderChannel { tenant: 1, id: 7 });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod declared;
mod fill;
mod kind;
pub(crate) mod marker;
mod name;
pub(crate) mod pattern;
pub mod users;

#[doc(hidden)]
pub use self::fill::{FillsField, NoField};
pub(crate) use self::kind::begins_with;
pub use self::{
    declared::{Channel, ChannelSet, OwnedChannel, ParseChannel, ParseChannelError, UserIdOf},
    kind::ChannelKind,
    marker::{
        CacheChannel, EncryptedChannel, PresenceChannel, PrivateChannel, PublicChannel, RecoverableChannel,
        SubscriptionCounted, UnencryptedChannel,
    },
    name::{ChannelName, ChannelNameError},
    pattern::{Pattern, Patterns, Placeholder, Segment},
};
pub use crate::param::{ChannelParam, CharSet, ParamError, ParamValues, ParseChannelParam};
