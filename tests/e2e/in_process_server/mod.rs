//! The same scenarios with the library's own server in the place of the real one, and those that only it can show.
#![expect(clippy::duplicate_mod, reason = "one suite, two servers: `super::stage` is another here")]

mod connections;
mod protocol;
mod stage;

#[path = "../authorization.rs"]
mod authorization;
#[path = "../batch.rs"]
mod batch;
#[path = "../channel_kinds.rs"]
mod channel_kinds;
#[path = "../configuration.rs"]
mod configuration;
#[path = "../exclusion.rs"]
mod exclusion;
#[path = "../info.rs"]
mod info;
#[path = "../payload.rs"]
mod payload;
#[path = "../queries.rs"]
mod queries;
#[path = "../refusal.rs"]
mod refusal;
#[path = "../several_channels.rs"]
mod several_channels;
#[path = "../subscriber.rs"]
mod subscriber;
#[path = "../untyped.rs"]
mod untyped;
#[path = "../user.rs"]
mod user;
#[path = "../webhooks.rs"]
mod webhooks;
