//! The statements of an outbox, for each database.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

pub(crate) use store::{DeadRow, NewRows, Refusal, Store, WaitingRow};

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
    /// The statement that publishes one event, for other database libraries. Its parameters are the channel, the event,
    /// the data and the socket id of an [`OutboxEntry`](crate::OutboxEntry), in this order.
    const INSERT: &'static str;
}
