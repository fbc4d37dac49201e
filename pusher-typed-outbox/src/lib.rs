//! A transactional outbox for [pusher-typed](https://docs.rs/pusher-typed).
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod database;
mod dead_letter;
mod entry;
#[doc(hidden)]
pub mod fail_point;
mod migrate;
mod outbox;
mod publish;
mod relay;
mod stats;

pub use self::{
    database::Database,
    dead_letter::{DeadLetter, DeadLetters},
    entry::OutboxEntry,
    migrate::MigrateError,
    outbox::Outbox,
    publish::{Publish, PublishError, PublishFuture},
    relay::{PauseReason, Relay, RelayBuilder, RelayError, RelayReport, StatementError},
    stats::Stats,
};
