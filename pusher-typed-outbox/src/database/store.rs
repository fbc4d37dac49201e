//! The database operations that the outbox and its relay use.

use sqlx::{Error, Pool};

use crate::migrate::MigrateError;

/// A waiting event: id, channel, event, data, socket id.
pub(crate) type WaitingRow = (i64, String, String, String, Option<String>);

/// A dead letter: id, channel, event, data, socket id, status, reason, and the times of its publication and
/// its refusal in milliseconds since 1970.
pub(crate) type DeadRow = (i64, String, String, String, Option<String>, Option<i32>, String, i64, i64);

/// The number of waiting rows, the number of dead letters, and for the oldest waiting row the time of its
/// publication in milliseconds since 1970 and its age.
pub(crate) type StatsRow = (i64, i64, Option<i64>, Option<i64>);

/// One event for several recipients.
pub struct NewRows<'r> {
    pub(crate) recipients: &'r [String],
    pub(crate) event: &'r str,
    pub(crate) data: &'r str,
    pub(crate) socket_id: Option<&'r str>,
}

/// Why an event is moved to the dead letters.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The HTTP status, if the event was sent.
    pub(crate) status: Option<u16>,
    pub(crate) reason: String,
}

/// The statements of an outbox. Every change by a relay depends on the relay's fence. If another relay has taken
/// the lease, the statement changes nothing and returns `false`.
pub trait Store: sqlx::Database {
    fn migrate(pool: &Pool<Self>) -> impl Future<Output = Result<(), MigrateError>> + Send;

    /// The version of the tables; `None` if the tables do not exist.
    fn version(conn: &mut Self::Connection) -> impl Future<Output = Result<Option<i32>, Error>> + Send;

    fn publish<'a>(
        conn: &'a mut Self::Connection,
        rows: NewRows<'a>,
    ) -> impl Future<Output = Result<(), Error>> + Send + 'a;

    /// Takes the lease for this number of milliseconds if it has expired, and returns the new fence.
    fn acquire(
        conn: &mut Self::Connection,
        holder: &str,
        millis: i64,
    ) -> impl Future<Output = Result<Option<i64>, Error>> + Send;

    fn renew(
        conn: &mut Self::Connection,
        fence: i64,
        millis: i64,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    fn release(conn: &mut Self::Connection, fence: i64) -> impl Future<Output = Result<(), Error>> + Send;

    /// The oldest waiting rows, except the rows in `known` and the rows of the channels in `full`.
    fn fetch(
        conn: &mut Self::Connection,
        known: &[i64],
        full: &[String],
        limit: i64,
    ) -> impl Future<Output = Result<Vec<WaitingRow>, Error>> + Send;

    /// Keeps or removes rows that were sent.
    fn acknowledge(
        conn: &mut Self::Connection,
        fence: i64,
        ids: &[i64],
        keep: bool,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Moves a row to the dead letters.
    fn bury(
        conn: &mut Self::Connection,
        fence: i64,
        id: i64,
        refusal: &Refusal,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Removes at most `limit` rows that were sent more than `millis` milliseconds ago, and returns their
    /// number.
    fn trim(
        conn: &mut Self::Connection,
        millis: i64,
        limit: i64,
    ) -> impl Future<Output = Result<u64, Error>> + Send;

    fn stats(conn: &mut Self::Connection) -> impl Future<Output = Result<StatsRow, Error>> + Send;

    fn dead_letters(
        conn: &mut Self::Connection,
        after: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<DeadRow>, Error>> + Send;

    /// Publishes a dead letter again. Returns `false` if there is no dead letter with this id.
    fn retry(conn: &mut Self::Connection, id: i64) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Deletes a dead letter. Returns `false` if there is no dead letter with this id.
    fn discard(conn: &mut Self::Connection, id: i64) -> impl Future<Output = Result<bool, Error>> + Send;
}
