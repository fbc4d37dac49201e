//! Webhooks: which are accepted, how they are decoded, and which are refused.
#![cfg(all(feature = "client", feature = "derive", feature = "testing"))]
#![expect(unreachable_pub, reason = "hook.rs reads as it would in a separate crate")]

#[cfg(feature = "axum")]
mod axum;
mod client_events;
mod decoding;
mod hook;
mod kinds;
mod properties;
mod specification;
mod verification;
mod window;
