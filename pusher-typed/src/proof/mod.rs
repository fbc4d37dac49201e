//! What is proved of declarations while the user's crate compiles.
//!
//! A parameter type states which texts its values have: their characters, their
//! lengths, that they are integers or one of some words, which are excluded. So a
//! pattern is a small regular language, and a question about two patterns is a
//! search over the product of two automata, which decides it exactly. Everything
//! here is `const fn`; a refusal is a panic, which the compiler prints as the error.
//! Indexing and panics are therefore what is wanted, not a danger.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::cast_possible_truncation)]

mod apart;
mod automaton;
mod event;
mod event_set;
mod integer;
mod length;
mod overlap;
mod pattern;
mod rough;
mod search;
mod set;
mod text;
mod texts;
mod values;
mod webhook;

pub use self::{
    event::{check_client_event, check_filled, check_plain},
    event_set::{check_channel_in_set, check_events, check_events_in_channels, check_user_in_set},
    pattern::check_pattern,
    set::{check_disjoint, check_user_id},
    webhook::{check_webhook_channel, check_webhook_events, check_webhook_variants},
};

#[cfg(test)]
mod tests;
