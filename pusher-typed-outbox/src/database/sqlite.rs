//! The outbox in SQLite.

use sqlx::{Connection as _, Error, Pool, Sqlite, SqliteConnection, query, query_as, query_scalar, raw_sql};

use super::{
    Database,
    store::{
        DeadRow, HistoryQuery, HistoryRow, LastOffsets, NewRows, Refusal, SentRows, StatsRow, Store,
        WaitingRow,
    },
};
use crate::{
    fail_point,
    migrate::{MigrateError, pending},
};

/// The statement that begins a transaction with writes. A transaction that reads first and writes later fails
/// with `SQLITE_BUSY` if another connection has written in between, regardless of the busy timeout.
const BEGIN: &str = "BEGIN IMMEDIATE";

impl Database for Sqlite {
    const INSERT: &'static str = include_str!("../../sql/sqlite/publish.sql");
}

impl Store for Sqlite {
    const BEGIN_SNAPSHOT: &'static str = "BEGIN";

    async fn migrate(pool: &Pool<Self>) -> Result<(), MigrateError> {
        let mut conn = pool.acquire().await?;
        // WAL is set outside of a transaction and stored in the file. Readers and the writer do not block
        // each other.
        query("PRAGMA journal_mode = WAL").fetch_optional(&mut *conn).await?;
        let mut tx = conn.begin_with(BEGIN).await?;
        let found = Self::version(&mut tx).await?;
        for migration in pending(found)? {
            raw_sql(migration.sqlite).execute(&mut *tx).await?;
            fail_point::reached("migrate: applied");
        }
        Ok(tx.commit().await?)
    }

    async fn version(conn: &mut SqliteConnection) -> Result<Option<i32>, Error> {
        let exists: bool =
            query_scalar(include_str!("../../sql/sqlite/schema_exists.sql")).fetch_one(&mut *conn).await?;
        if !exists {
            return Ok(None);
        }
        query_scalar(include_str!("../../sql/sqlite/version.sql")).fetch_one(conn).await.map(Some)
    }

    async fn publish<'a>(conn: &'a mut SqliteConnection, rows: NewRows<'a>) -> Result<(), Error> {
        for (at, to) in rows.recipients.iter().enumerate() {
            if at > 0 {
                fail_point::reached("publish: next recipient");
            }
            query(Self::INSERT)
                .bind(&to.name)
                .bind(rows.event)
                .bind(rows.data)
                .bind(rows.socket_id)
                .bind(to.recoverable)
                .execute(&mut *conn)
                .await?;
        }
        Ok(())
    }

    async fn acquire(conn: &mut SqliteConnection, holder: &str, millis: i64) -> Result<Option<i64>, Error> {
        query_scalar(include_str!("../../sql/sqlite/acquire.sql"))
            .bind(holder)
            .bind(millis)
            .fetch_optional(conn)
            .await
    }

    async fn renew(conn: &mut SqliteConnection, fence: i64, millis: i64) -> Result<bool, Error> {
        let renewed =
            query(include_str!("../../sql/sqlite/renew.sql")).bind(fence).bind(millis).execute(conn).await?;
        Ok(renewed.rows_affected() > 0)
    }

    async fn release(conn: &mut SqliteConnection, fence: i64) -> Result<(), Error> {
        query(include_str!("../../sql/sqlite/release.sql")).bind(fence).execute(conn).await?;
        Ok(())
    }

    async fn fetch(
        conn: &mut SqliteConnection,
        known: &[i64],
        full: &[String],
        limit: i64,
        size: i64,
    ) -> Result<Vec<WaitingRow>, Error> {
        query_as(include_str!("../../sql/sqlite/fetch.sql"))
            .bind(json(known)?)
            .bind(json(full)?)
            .bind(limit)
            .bind(size)
            .fetch_all(conn)
            .await
    }

    async fn acknowledge(conn: &mut SqliteConnection, fence: i64, rows: &SentRows) -> Result<bool, Error> {
        let SentRows { remove, keep } = rows;
        let mut changed = 0;
        if !remove.is_empty() {
            let sql = include_str!("../../sql/sqlite/acknowledge_remove.sql");
            changed += query(sql).bind(fence).bind(json(remove)?).execute(&mut *conn).await?.rows_affected();
        }
        if !remove.is_empty() && !keep.is_empty() {
            fail_point::reached("acknowledge: removed");
        }
        if !keep.is_empty() {
            let sql = include_str!("../../sql/sqlite/acknowledge_keep.sql");
            changed += query(sql).bind(fence).bind(json(keep)?).execute(&mut *conn).await?.rows_affected();
        }
        if changed == (remove.len() + keep.len()) as u64 {
            return Ok(true);
        }
        has_lease(conn, fence).await
    }

    async fn bury(
        conn: &mut SqliteConnection,
        fence: i64,
        id: i64,
        refusal: &Refusal,
    ) -> Result<bool, Error> {
        let mut tx = conn.begin_with(BEGIN).await?;
        query(include_str!("../../sql/sqlite/bury.sql"))
            .bind(fence)
            .bind(id)
            .bind(refusal.status)
            .bind(&refusal.reason)
            .execute(&mut *tx)
            .await?;
        fail_point::reached("bury: copied");
        for sql in
            [include_str!("../../sql/sqlite/bury_remove.sql"), include_str!("../../sql/sqlite/bury_keep.sql")]
        {
            query(sql).bind(fence).bind(id).execute(&mut *tx).await?;
            fail_point::reached("bury: changed");
        }
        let buried = has_lease(&mut tx, fence).await?;
        tx.commit().await?;
        Ok(buried)
    }

    async fn trim(conn: &mut SqliteConnection, millis: i64, limit: i64) -> Result<u64, Error> {
        let trimmed =
            query(include_str!("../../sql/sqlite/trim.sql")).bind(millis).bind(limit).execute(conn).await?;
        Ok(trimmed.rows_affected())
    }

    async fn trim_history(conn: &mut SqliteConnection, millis: i64, limit: i64) -> Result<u64, Error> {
        let sql = include_str!("../../sql/sqlite/trim_history.sql");
        Ok(query(sql).bind(millis).bind(limit).execute(conn).await?.rows_affected())
    }

    async fn history(conn: &mut SqliteConnection, query: HistoryQuery) -> Result<Vec<HistoryRow>, Error> {
        let HistoryQuery { channels, epochs, offsets, limits } = query;
        let requested: Vec<_> =
            channels.iter().zip(&epochs).zip(&offsets).map(|((name, epoch), at)| (name, epoch, at)).collect();
        query_as(include_str!("../../sql/sqlite/history.sql"))
            .bind(json(&requested)?)
            .bind(limits.events)
            .bind(limits.bytes)
            .bind(limits.behind)
            .fetch_all(conn)
            .await
    }

    async fn last_offsets(conn: &mut SqliteConnection, channels: Vec<String>) -> Result<LastOffsets, Error> {
        let is_snapshot = conn.is_in_transaction();
        let channels = query_as(include_str!("../../sql/sqlite/positions.sql"))
            .bind(json(&channels)?)
            .fetch_all(conn)
            .await?;
        Ok(LastOffsets { channels, is_snapshot })
    }

    async fn new_epoch(conn: &mut SqliteConnection) -> Result<(), Error> {
        query(include_str!("../../sql/sqlite/new_epoch.sql")).execute(conn).await?;
        Ok(())
    }

    async fn stats(conn: &mut SqliteConnection) -> Result<StatsRow, Error> {
        query_as(include_str!("../../sql/sqlite/stats.sql")).fetch_one(conn).await
    }

    async fn dead_letters(
        conn: &mut SqliteConnection,
        after: i64,
        limit: i64,
    ) -> Result<Vec<DeadRow>, Error> {
        query_as(include_str!("../../sql/sqlite/dead_letters.sql"))
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await
    }

    async fn retry(conn: &mut SqliteConnection, id: i64) -> Result<bool, Error> {
        let mut tx = conn.begin_with(BEGIN).await?;
        query(include_str!("../../sql/sqlite/retry.sql")).bind(id).execute(&mut *tx).await?;
        query(include_str!("../../sql/sqlite/retry_sent.sql")).bind(id).execute(&mut *tx).await?;
        fail_point::reached("retry: copied");
        let retried = Self::discard(&mut tx, id).await?;
        tx.commit().await?;
        Ok(retried)
    }

    async fn discard(conn: &mut SqliteConnection, id: i64) -> Result<bool, Error> {
        let discarded = query(include_str!("../../sql/sqlite/discard.sql")).bind(id).execute(conn).await?;
        Ok(discarded.rows_affected() > 0)
    }
}

async fn has_lease(conn: &mut SqliteConnection, fence: i64) -> Result<bool, Error> {
    query_scalar(include_str!("../../sql/sqlite/has_lease.sql")).bind(fence).fetch_one(conn).await
}

/// SQLite has no arrays.
fn json<T: serde::Serialize>(values: &[T]) -> Result<String, Error> {
    serde_json::to_string(values).map_err(|error| Error::Encode(error.into()))
}
