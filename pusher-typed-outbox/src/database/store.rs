//! The database operations that the outbox and its relay use.

use pusher_typed::client::stored::StoredRecipient;
use sqlx::{Error, Pool};

use crate::migrate::MigrateError;

/// A waiting event: id, channel, event, data, socket id, position. An event on a recoverable channel has a position, and
/// no data if they are too large for one message.
pub(crate) type WaitingRow = (i64, String, String, Option<String>, Option<String>, Option<String>);

/// A dead letter: id, channel, event, data, socket id, offset, status, reason, and the times of its publication and
/// its refusal in milliseconds since 1970.
pub(crate) type DeadRow =
    (i64, String, String, String, Option<String>, Option<i64>, Option<i32>, String, i64, i64);

/// The number of waiting rows, the number of dead letters, and for the oldest waiting row the time of its
/// publication in milliseconds since 1970 and its age.
pub(crate) type StatsRow = (i64, i64, Option<i64>, Option<i64>);

/// A row of a history. For each channel, there is one with its number in the request, the epoch, the last offset and
/// whether it is a reset, and for each of its events one with the number, the offset, the event's name and its data.
pub(crate) type HistoryRow = (i64, Option<String>, i64, Option<bool>, Option<String>, Option<String>);

/// One event for several recipients.
pub struct NewRows<'r> {
    pub(crate) recipients: &'r [StoredRecipient],
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

/// Rows that were sent.
#[derive(Debug, Clone, Default)]
pub struct SentRows {
    /// The ids of the rows to remove.
    pub(crate) remove: Vec<i64>,
    /// The ids of the rows to keep.
    pub(crate) keep: Vec<i64>,
}

impl SentRows {
    pub(crate) fn len(&self) -> usize {
        self.remove.len() + self.keep.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The events of a page: for each channel the name, and the epoch and the offset after which it is read.
pub struct HistoryQuery {
    pub(crate) channels: Vec<String>,
    pub(crate) epochs: Vec<Option<String>>,
    pub(crate) offsets: Vec<Option<i64>>,
    pub(crate) limits: PageLimits,
}

/// How much one page of a history contains.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLimits {
    pub(crate) events: i64,
    pub(crate) bytes: i64,
    /// How far a position may be behind.
    pub(crate) behind: i64,
}

/// The epoch and the last offsets of channels.
pub struct LastOffsets {
    /// The epoch and the last offset of each channel.
    pub(crate) channels: Vec<(String, i64)>,
    /// Whether other queries of the transaction see the same state.
    pub(crate) is_snapshot: bool,
}

/// The statements of an outbox. Every change by a relay depends on the relay's fence. If another relay has taken
/// the lease, the statement changes nothing and returns `false`.
pub trait Store: sqlx::Database {
    /// The statement that begins a transaction in which all queries see the same state.
    const BEGIN_SNAPSHOT: &'static str;

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

    /// The oldest waiting rows, except the rows in `known` and the rows of the channels in `full`. Data of recoverable
    /// events are omitted if they have more than `size` bytes.
    fn fetch(
        conn: &mut Self::Connection,
        known: &[i64],
        full: &[String],
        limit: i64,
        size: i64,
    ) -> impl Future<Output = Result<Vec<WaitingRow>, Error>> + Send;

    fn acknowledge(
        conn: &mut Self::Connection,
        fence: i64,
        rows: &SentRows,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Moves a row to the dead letters. A row with an offset is copied and marked as sent.
    fn bury(
        conn: &mut Self::Connection,
        fence: i64,
        id: i64,
        refusal: &Refusal,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Removes at most `limit` rows that were sent more than `millis` milliseconds ago and are not recoverable, and
    /// returns their number.
    fn trim(
        conn: &mut Self::Connection,
        millis: i64,
        limit: i64,
    ) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Like [`trim`](Store::trim), for recoverable rows.
    fn trim_history(
        conn: &mut Self::Connection,
        millis: i64,
        limit: i64,
    ) -> impl Future<Output = Result<u64, Error>> + Send;

    fn history(
        conn: &mut Self::Connection,
        query: HistoryQuery,
    ) -> impl Future<Output = Result<Vec<HistoryRow>, Error>> + Send;

    fn last_offsets(
        conn: &mut Self::Connection,
        channels: Vec<String>,
    ) -> impl Future<Output = Result<LastOffsets, Error>> + Send;

    fn new_epoch(conn: &mut Self::Connection) -> impl Future<Output = Result<(), Error>> + Send;

    fn stats(conn: &mut Self::Connection) -> impl Future<Output = Result<StatsRow, Error>> + Send;

    fn dead_letters(
        conn: &mut Self::Connection,
        after: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<DeadRow>, Error>> + Send;

    /// Publishes a dead letter again, or sends it again if it has an offset. Returns `false` if there is no dead
    /// letter with this id.
    fn retry(conn: &mut Self::Connection, id: i64) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Deletes a dead letter. Returns `false` if there is no dead letter with this id.
    fn discard(conn: &mut Self::Connection, id: i64) -> impl Future<Output = Result<bool, Error>> + Send;
}
