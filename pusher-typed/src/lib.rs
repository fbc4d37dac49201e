//! Typed Pusher Channels: names that the compiler checks.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

// Generated code and the examples name the crate as its users do.
extern crate self as pusher_typed;

#[cfg(feature = "axum")]
pub mod axum;
pub mod channel;
#[cfg(feature = "client")]
pub mod client;
mod event;
mod presence;
mod socket;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "client")]
pub mod transport;
mod user;
#[cfg(feature = "client")]
mod wire;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use crate::{
    channel::{
        Channel, ChannelKind, ChannelName, ChannelNameError, ChannelParam, ChannelSet, CharSet, ParamError,
        ParseChannel, ParseChannelError, ParseChannelParam, Pattern, PresenceChannel,
    },
    event::{
        Addressed, DecodeEvent, DecodeEventError, Event, EventOn, EventSet, FromClient, FromServer, UserEvent,
    },
    presence::PresenceMember,
    socket::{ParseSocketIdError, SocketId},
    user::UserId,
};

#[cfg(feature = "client")]
pub use crate::client::Client;
#[cfg(feature = "derive")]
pub use pusher_typed_derive::{Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember};
