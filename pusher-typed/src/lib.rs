//! A server library for [Pusher Channels](https://pusher.com/channels) and the
//! servers that speak its protocol, in which channels and events are declared
//! once, on types, and everything else follows from them.
//!
//! ```
//! use pusher_typed::{Addressed, Event};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, Event)]
//! #[pusher(channel = "private-orders-<id>", event = "created")]
//! struct OrderCreated { id: u64, total_cents: u64 }
//!
//! let event = OrderCreated { id: 7, total_cents: 1999 };
//! assert_eq!(event.channels()?, ["private-orders-7"]);
//! // `client.trigger(&event).await?` sends it there.
//! # Ok::<(), pusher_typed::ChannelNameError>(())
//! ```
//!
//! - [`Channel`](macro@Channel), [`ChannelParam`](macro@ChannelParam),
//!   [`ChannelSet`](macro@ChannelSet): channels, and what may stand in their names.
//! - [`Event`](macro@Event), [`EventSet`](macro@EventSet): events, and which
//!   channels they go to.
//! - [`PresenceMember`](macro@PresenceMember): who is in a presence channel.
//! - [`WebhookEvent`](macro@WebhookEvent), [`webhook`]: what the service tells of, for `match`.
//! - `Client` (feature `client`): triggers events, authorizes subscribers, asks the service.
//! - `subscriber` (feature `subscriber`): subscriptions as streams of typed events.
//! - `schema` (feature `schema`): AsyncAPI, JSON Schema and TypeScript from the
//!   declarations, and what a change of them breaks.
//! - `testing` (feature `testing`): doubles for the tests of applications, and
//!   with the feature `testing-server` the service in process.
//!
//! The [README](https://github.com/pusher-typed/pusher-typed#readme) is a tour
//! with examples, the errors that the compiler gives, and a table of features.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

// Generated code and the examples name the crate as its users do.
extern crate self as pusher_typed;

#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod channel;
#[cfg(feature = "client")]
pub mod client;
mod event;
mod presence;
#[cfg(feature = "schema")]
pub mod schema;
mod socket;
#[cfg(feature = "subscriber")]
pub mod subscriber;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "client")]
pub mod transport;
mod user;
pub mod webhook;
#[cfg(feature = "client")]
mod wire;

#[doc(hidden)]
#[path = "private/mod.rs"]
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
    webhook::WebhookEvent,
};

#[cfg(feature = "client")]
pub use crate::client::Client;
#[cfg(feature = "derive")]
pub use pusher_typed_derive::{
    Channel, ChannelParam, ChannelSet, Event, EventSet, PresenceMember, WebhookEvent,
};

/// The examples of the README, as tests.
#[cfg(all(doctest, feature = "schema", feature = "subscriber", feature = "testing-server"))]
#[doc = include_str!("../../README.md")]
mod readme {}
