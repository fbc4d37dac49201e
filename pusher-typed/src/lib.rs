//! A typed server library for [Pusher Channels](https://pusher.com/channels) and servers that speak its protocol.
//!
//! Channels and events are declared once, on Rust types. Triggering, authorizing, parsing channel names, handling
//! webhooks and subscribing all use these types, so a misspelt channel name, an event on the wrong channel or a payload
//! of the wrong type does not compile.
//!
#![cfg_attr(all(feature = "client", feature = "derive"), doc = "```")]
#![cfg_attr(not(all(feature = "client", feature = "derive")), doc = "```ignore")]
//! use pusher_typed::{Client, Event};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, Event)]
//! #[pusher(channel = "private-orders-<id>", event = "created")]
//! struct OrderCreated { id: u64, total_cents: u64 }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?; // or Client::builder("app-id", "key", "secret").cluster("eu").build()?
//! client.trigger(&OrderCreated { id: 7, total_cents: 1999 }).await?; // to `private-orders-7`
//! # Ok(())
//! # }
//! ```
//!
//! # Where to find what
//!
//! | task | guide | API |
//! |---|---|---|
//! | declare channels and events | [guide](guide::declaring) | derives [`Channel`](macro@Channel), [`ChannelParam`](macro@ChannelParam), [`ChannelSet`](macro@ChannelSet), [`Event`](macro@Event), [`EventSet`](macro@EventSet), [`PresenceMember`](macro@PresenceMember) |
//! | understand a compiler error | [guide](guide::checks) | [`channel`] |
//! | trigger events | [guide](guide::triggering) | [`Client`], [`ClientBuilder`](client::ClientBuilder), [`TriggerError`](client::TriggerError) |
//! | publish in the background | [guide](guide::publishing) | [`Client::publisher`], [`publisher`] |
//! | trigger without async | [guide](guide::triggering#without-async) | [`blocking`] |
//! | authorize subscribers | [guide](guide::authorizing) | [`ChannelAuthRequest`](client::ChannelAuthRequest), [`UserAuthRequest`](client::UserAuthRequest), [`extract`] |
//! | handle webhooks | [guide](guide::webhooks) | derive [`WebhookEvent`](macro@WebhookEvent), [`webhook`] |
//! | query application state | [guide](guide::querying) | [`Client::channels`], [`Client::channel`], [`Client::users`] |
//! | receive events in Rust | [guide](guide::subscribing) | [`subscriber`] |
//! | miss no event: recoverable channels | [guide](https://docs.rs/pusher-typed-outbox/latest/pusher_typed_outbox/recovering/) | [`subscriber`](subscriber#recoverable-channels), [`history`] |
//! | pages in a browser, with recoverable channels | [guide](guide::browser) | [`schema`] |
//! | test an application | [guide](guide::testing) | [`testing`] |
//! | generate AsyncAPI, JSON Schema, TypeScript | [guide](guide::schema) | [`schema`] |
//! | use several nodes or machines | [guide](guide::scaling) | [`ClientBuilder::hosts`](client::ClientBuilder::hosts), [`SubscriberConfig::hosts`](subscriber::SubscriberConfig::hosts) |
//! | migrate an application | [guide](guide::migrating) | [`Client::trigger_untyped`] |
//! | select Cargo features | [guide](guide::features) | |
//! | use another HTTP library | | [`transport`] |
//!
//! The [README](https://github.com/pusher-typed/pusher-typed#readme) has a one-page tour. The
//! [examples](https://github.com/pusher-typed/pusher-typed/tree/main/examples) are complete programs.
#![cfg_attr(
    not(all(
        feature = "axum",
        feature = "blocking",
        feature = "publisher",
        feature = "schema",
        feature = "subscriber",
        feature = "testing-server"
    )),
    allow(rustdoc::broken_intra_doc_links, reason = "links to items of features that are not enabled")
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

// Generated code and the examples name the crate as its users do.
extern crate self as pusher_typed;

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod channel;
#[cfg(feature = "client")]
pub mod client;
pub mod event;
#[cfg(feature = "axum")]
pub mod extract;
#[cfg(all(
    any(doc, doctest),
    feature = "axum",
    feature = "blocking",
    feature = "publisher",
    feature = "schema",
    feature = "subscriber",
    feature = "testing-server",
))]
#[cfg_attr(docsrs, doc(cfg(all())))]
pub mod guide;
pub mod history;
mod param;
mod presence;
mod proof;
#[cfg(feature = "publisher")]
pub mod publisher;
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
pub mod __private;

pub use crate::{
    channel::{
        Channel, ChannelKind, ChannelName, ChannelNameError, ChannelParam, ChannelSet, CharSet, ParamError,
        ParseChannel, ParseChannelError, ParseChannelParam, Pattern, PresenceChannel, RecoverableChannel,
    },
    event::{
        Addressed, ChannelOf, DecodeEvent, DecodeEventError, Event, EventOn, EventSet, PublishEvent,
        PublishEventBy, PublishEventOn, ReceiveUserEvent, SendClientEvent, SendClientEventBy, SendUserEvent,
        TriggerEvent, TriggerEventBy, TriggerEventOn, UserEvent,
    },
    history::Position,
    presence::{DecodeMember, DecodeMemberError, PresenceMember},
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
#[cfg(all(
    doctest,
    feature = "publisher",
    feature = "schema",
    feature = "subscriber",
    feature = "testing-server"
))]
#[doc = include_str!("../README.md")]
mod readme {}
