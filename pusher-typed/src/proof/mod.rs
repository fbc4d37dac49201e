//! What is proved of declarations while the user's crate compiles.
//!
//! A parameter type states which characters its text may contain and how long
//! it is, so a pattern is a small regular language and a question about two
//! patterns is a search over the product of two automata. Everything here is
//! `const fn`; a refusal is a panic, which the compiler prints as the error.
//! Indexing and panics are therefore what is wanted, not a danger.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::cast_possible_truncation)]

mod apart;
mod automaton;
mod event;
mod event_set;
mod length;
mod overlap;
mod pattern;
mod search;
mod set;
#[cfg(feature = "subscriber")]
mod subscription;
mod text;
mod webhook;

#[cfg(feature = "client")]
pub(crate) use self::event_set::check_received;
pub use self::{
    event::{check_client_event, check_filled, check_plain},
    event_set::check_events,
    pattern::check_pattern,
    set::{check_disjoint, check_user_id},
    webhook::{check_webhook_channel, check_webhook_events, check_webhook_variants},
};
#[cfg(feature = "subscriber")]
pub(crate) use self::{event_set::check_for_user, subscription::Received};

#[cfg(test)]
mod tests;
