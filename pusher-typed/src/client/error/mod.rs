//! The errors of the client, one type for each kind of call.

mod config;
mod encryption_key;
mod request;
mod shown;
mod trigger;
mod webhook;

pub(super) use self::shown::shown;
pub use self::{
    config::ConfigError,
    encryption_key::MissingEncryptionKey,
    request::RequestError,
    trigger::{Delivery, EventNameError, TriggerError},
    webhook::WebhookError,
};
