//! The client for programs without `async` (feature `blocking`).
//!
//! Every method of the [async client](crate::Client) has a counterpart here, with the same options.
//! [`send`](Call::send) replaces `.await`:
//!
//! ```no_run
//! use pusher_typed::{Client, Event};
//! use serde::Serialize;
//!
//! #[derive(Serialize, Event)]
//! #[pusher(channel = "private-orders-<id>", event = "created")]
//! struct OrderCreated { id: u64 }
//!
//! let client = Client::builder("app-id", "key", "secret").cluster("eu").build_blocking()?;
//! client.trigger(&OrderCreated { id: 7 }).info().send()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Methods that send nothing, such as the authorization of a subscription, are the same as in the
//! async client.
//!
//! A call blocks its thread until the response arrives. In async code use the async client: a
//! blocking call there occupies one of the runtime's threads, but does not panic.

mod call;
mod client;
#[cfg(feature = "publisher")]
mod publisher;
mod runtime;

#[cfg(feature = "publisher")]
pub use self::publisher::Publisher;
pub use self::{call::Call, client::Client};
