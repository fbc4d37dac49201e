//! The behaviour that all servers and receivers have in common.

use super::stage;

mod authorization;
mod batch;
mod channel_kinds;
mod exclusion;
mod info;
pub mod payload;
mod protocol;
mod publishers;
mod queries;
mod several_channels;
mod untyped;
mod user;
mod webhooks;
