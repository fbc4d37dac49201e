//! Proofs about declarations, which are evaluated when the user's crate is compiled.
//!
//! A parameter type declares the texts of its values: their characters and lengths, whether they are integers
//! or a list of words, and which texts are excluded. So a pattern is a small regular language, and a property
//! of two patterns is a search over the product of two automata. The search is exact. All functions are
//! `const fn`. They reject a declaration by a panic, which the compiler reports as an error, so indexing and
//! panics are intended in this module.
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
