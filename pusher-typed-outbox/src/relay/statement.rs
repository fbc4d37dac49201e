//! One statement of the relay.

use std::time::Duration;

use sqlx::{Error, Pool};
use tokio::time::{Instant, timeout};

use super::{backlog::Query, report::StatementError};
use crate::{
    database::{Database, Refusal, SentRows, WaitingRow},
    fail_point,
};

/// A statement that the relay executes while it has the lease. Only one statement is executed at a time, so a
/// relay needs one connection of the pool.
pub(super) enum Statement {
    Renew,
    Fetch(Query),
    Acknowledge(SentRows),
    Bury(i64, Refusal),
    Trim,
}

/// The outcome of a statement.
pub(super) enum Executed {
    /// Another relay has the lease.
    LeaseLost,
    Renewed,
    Fetched {
        rows: Vec<WaitingRow>,
        limit: usize,
    },
    /// These rows are settled.
    Acknowledged(SentRows),
    Buried,
    Trimmed(u64),
    /// It is unknown whether the statement changed anything.
    Failed(Statement, StatementError),
}

/// The parameters that all statements share.
pub(super) struct Terms<DB: Database> {
    pub(super) pool: Pool<DB>,
    pub(super) fence: i64,
    pub(super) lease: Duration,
    /// How long rows are kept after they were sent.
    pub(super) keep: Duration,
    /// How long rows of recoverable channels are kept after they were sent.
    pub(super) keep_history: Duration,
    /// The maximum size of a payload in bytes.
    pub(super) payload: usize,
    /// The time limit of a statement.
    pub(super) limit: Duration,
}

/// The maximum number of rows of each kind that one statement trims.
pub(super) const TRIMMED_AT_ONCE: u64 = 1000;

/// Executes a statement. Also returns the time at which it began.
pub(super) async fn execute<DB: Database>(terms: Terms<DB>, statement: Statement) -> (Instant, Executed) {
    let began = Instant::now();
    let executed = match timeout(terms.limit, attempt(&terms, &statement)).await {
        Ok(Ok(executed)) => executed,
        Ok(Err(error)) => return (began, Executed::Failed(statement, error.into())),
        Err(_) => return (began, Executed::Failed(statement, StatementError::Timeout(terms.limit))),
    };
    let executed = match (executed, statement) {
        (None, _) => Executed::LeaseLost,
        (Some(Rows::Fetched(rows)), Statement::Fetch(query)) => {
            Executed::Fetched { rows, limit: query.limit }
        }
        (Some(Rows::Trimmed(count)), _) => Executed::Trimmed(count),
        (_, Statement::Acknowledge(rows)) => Executed::Acknowledged(rows),
        (_, Statement::Bury(..)) => Executed::Buried,
        (_, Statement::Renew | Statement::Fetch(_) | Statement::Trim) => Executed::Renewed,
    };
    (began, executed)
}

/// The result of a statement.
enum Rows {
    None,
    Fetched(Vec<WaitingRow>),
    Trimmed(u64),
}

/// `None` if another relay has the lease.
async fn attempt<DB: Database>(terms: &Terms<DB>, statement: &Statement) -> Result<Option<Rows>, Error> {
    let mut conn = terms.pool.acquire().await?;
    let fence = terms.fence;
    match statement {
        Statement::Renew => {
            let renewed = DB::renew(&mut conn, fence, millis(terms.lease)).await?;
            fail_point::reached("relay: renewed");
            Ok(renewed.then_some(Rows::None))
        }
        Statement::Fetch(query) => {
            let [limit, size] =
                [query.limit, terms.payload].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
            let rows = DB::fetch(&mut conn, &query.known, &query.full, limit, size).await?;
            if !rows.is_empty() {
                fail_point::reached("relay: fetched");
            }
            Ok(Some(Rows::Fetched(rows)))
        }
        Statement::Acknowledge(rows) => {
            fail_point::reached("relay: before the acknowledgement");
            let acknowledged = DB::acknowledge(&mut conn, fence, rows).await?;
            fail_point::reached("relay: after the acknowledgement");
            Ok(acknowledged.then_some(Rows::None))
        }
        Statement::Bury(id, refusal) => {
            fail_point::reached("bury: before");
            let buried = DB::bury(&mut conn, fence, *id, refusal).await?;
            fail_point::reached("bury: after");
            Ok(buried.then_some(Rows::None))
        }
        Statement::Trim => {
            fail_point::reached("trim: before");
            let limit = TRIMMED_AT_ONCE.cast_signed();
            let trimmed = DB::trim(&mut conn, millis(terms.keep), limit).await?;
            fail_point::reached("trim: between");
            let history = DB::trim_history(&mut conn, millis(terms.keep_history), limit).await?;
            fail_point::reached("trim: after");
            Ok(Some(Rows::Trimmed(trimmed.max(history))))
        }
    }
}

/// A duration as a parameter of a statement, at most about 300 years.
pub(super) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).min(10_000_000_000_000)
}
