//! The statements of an outbox, for each database.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

pub(crate) use store::{
    DeadRow, HistoryQuery, HistoryRow, NewRows, PageLimits, Refusal, SentRows, Store, WaitingRow,
};

/// A database for an [`Outbox`](crate::Outbox): [`sqlx::Postgres`] with the feature `postgres`,
/// [`sqlx::Sqlite`] with the feature `sqlite`.
///
/// The trait is sealed: the statements are part of this crate.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a database that an outbox can be in",
    label = "needs a pool of `sqlx::Postgres` or `sqlx::Sqlite`",
    note = "enable the feature `postgres` or `sqlite` of `pusher-typed-outbox`"
)]
pub trait Database: Store {
    /// The statement that publishes one event, for other database libraries. Its parameters are the fields of an
    /// [`OutboxEntry`](crate::OutboxEntry) in their order: the channel, the event, the data, the socket id, and whether
    /// the channel is recoverable.
    const INSERT: &'static str;
}
