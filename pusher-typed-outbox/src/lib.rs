//! A transactional outbox for [pusher-typed](https://docs.rs/pusher-typed). Events are stored in the
//! application's own database, in the same transaction as the changes that they report, and sent after the
//! commit.
//!
//! A process can end between `COMMIT` and [`Client::trigger`](pusher_typed::Client::trigger): the order is
//! stored, but its event is never sent. If the event is triggered before `COMMIT`, it can report an order
//! that is then rolled back. With an outbox, an event is sent if and only if its transaction commits, even if
//! the process ends.
//!
//! ```no_run
//! use pusher_typed::{Client, Event};
//! use pusher_typed_outbox::Outbox;
//! use serde::Serialize;
//! # #[cfg(feature = "postgres")]
//! # mod example {
//! # use super::*;
//! # use sqlx::PgPool;
//!
//! #[derive(Serialize, Event)]
//! #[pusher(channel = "private-orders-<id>", event = "created")]
//! struct OrderCreated { id: u64 }
//!
//! # #[allow(dead_code)]
//! # async fn example(pool: PgPool, client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let outbox = Outbox::new(pool.clone()); // `Outbox<Postgres>` or `Outbox<Sqlite>`, from the pool's type
//! outbox.migrate().await?; // creates the tables, once
//! let relay = outbox.relay(client).start(); // in every process: one is active, the others are on standby
//!
//! let mut tx = pool.begin().await?;
//! sqlx::query("INSERT INTO orders (id) VALUES (7)").execute(&mut *tx).await?;
//! outbox.publish(&mut tx, &OrderCreated { id: 7 }).await?;
//! tx.commit().await?; // now the event will be sent, even if the process ends
//!
//! relay.close().await?;
//! # Ok(())
//! # }
//! # }
//! # fn main() {}
//! ```
//!
//! # API overview
//!
//! | task | API |
//! |---|---|
//! | create the tables | [`Outbox::migrate`] |
//! | publish in a transaction | [`Outbox::publish`], [`publish_on`](Outbox::publish_on), [`publish_to_user`](Outbox::publish_to_user), [`Publish::exclude`] |
//! | publish with another database library | [`OutboxEntry`], [`Database::INSERT`] |
//! | send | [`Outbox::relay`], [`RelayBuilder`], [`Relay`] |
//! | observe | [`Outbox::stats`], [`RelayBuilder::on_report`], the `tracing` target `pusher_typed_outbox::relay` |
//! | handle events that the service refuses | [`Outbox::dead_letters`] |
//! | recoverable channels, step by step | [the guide](recovering) |
//! | serve the history of [recoverable channels](guarantee#recoverable-channels) | [`HistoryRequest`], [`Outbox::history`] |
//! | read state and positions that agree | [`Outbox::snapshot`], [`Outbox::positions`] |
//! | after a restore | [`Outbox::new_epoch`] |
//! | delivery guarantees | [the guarantee](guarantee) |
//!
//! # SQLite
//!
//! Begin every transaction that writes with `pool.begin_with("BEGIN IMMEDIATE")`. A transaction that reads first
//! and writes later fails with `SQLITE_BUSY` if another connection has written in between, regardless of the busy
//! timeout. The relay uses such a connection.
//!
//! # Rust version
//!
//! This crate needs Rust 1.94, as sqlx 0.9 does. `pusher-typed` itself supports older versions.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]
#![cfg_attr(
    not(all(feature = "postgres", feature = "sqlite")),
    allow(dead_code, reason = "with one database or none, parts that both share may be unused")
)]

mod database;
mod dead_letter;
mod entry;
#[doc(hidden)]
pub mod fail_point;
#[cfg(any(doc, doctest))]
#[doc = include_str!("guarantee.md")]
#[cfg_attr(docsrs, doc(cfg(all())))]
pub mod guarantee {}
mod history;
mod migrate;
mod outbox;
mod publish;
#[cfg(any(doc, doctest))]
#[doc = include_str!("recovering.md")]
#[cfg_attr(docsrs, doc(cfg(all())))]
pub mod recovering {}
mod relay;
mod stats;

pub use self::{
    database::Database,
    dead_letter::{DeadLetter, DeadLetters},
    entry::{OutboxEntries, OutboxEntry},
    history::{
        AuthorizedHistory, HistoryError, HistoryRequest, HistoryRequestError, HistoryResponse,
        PositionsError, PositionsFuture,
    },
    migrate::MigrateError,
    outbox::Outbox,
    publish::{Publish, PublishError, PublishFuture},
    relay::{PauseReason, Relay, RelayBuilder, RelayError, RelayReport, StatementError},
    stats::Stats,
};

#[cfg(feature = "axum")]
pub use self::history::HistoryRejection;

/// The examples of the README as doctests.
#[cfg(all(doctest, feature = "postgres"))]
#[doc = include_str!("../README.md")]
mod readme {}
