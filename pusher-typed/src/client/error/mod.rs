//! What can go wrong: one type per concern.

mod config;
mod request;
mod trigger;
mod webhook;

pub use self::{
    config::ConfigError,
    request::RequestError,
    trigger::{Delivery, EventNameError, TriggerError},
    webhook::WebhookError,
};

/// How much of a strange text is kept for an error, in characters.
const SHOWN: usize = 200;

/// The beginning of a text that may be of any length.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
