//! Channels: their names, patterns and kinds.

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
