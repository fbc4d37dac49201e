//! The outbox in PostgreSQL.

use sqlx::{Connection as _, Error, PgConnection, Pool, Postgres, query, query_as, query_scalar, raw_sql};

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

/// The statement that begins a migration. At a higher isolation level, it would see the version of the tables from before
/// it has waited for another migration.
const BEGIN_MIGRATION: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

impl Database for Postgres {
    const INSERT: &'static str = include_str!("../../sql/postgres/publish.sql");
}

impl Store for Postgres {
    const BEGIN_SNAPSHOT: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    async fn migrate(pool: &Pool<Self>) -> Result<(), MigrateError> {
        let mut conn = pool.acquire().await?;
        let mut tx = conn.begin_with(BEGIN_MIGRATION).await?;
        query(include_str!("../../sql/postgres/migrate_lock.sql")).execute(&mut *tx).await?;
        let found = Self::version(&mut tx).await?;
        for migration in pending(found)? {
            raw_sql(migration.postgres).execute(&mut *tx).await?;
            fail_point::reached("migrate: applied");
        }
        Ok(tx.commit().await?)
    }

    async fn version(conn: &mut PgConnection) -> Result<Option<i32>, Error> {
        let exists: bool =
            query_scalar(include_str!("../../sql/postgres/schema_exists.sql")).fetch_one(&mut *conn).await?;
        if !exists {
            return Ok(None);
        }
        query_scalar(include_str!("../../sql/postgres/version.sql")).fetch_one(conn).await.map(Some)
    }

    async fn publish<'a>(conn: &'a mut PgConnection, rows: NewRows<'a>) -> Result<(), Error> {
        let NewRows { recipients, event, data, socket_id } = rows;
        let query = match recipients {
            [] => return Ok(()),
            [to] => {
                query(Self::INSERT).bind(&to.name).bind(event).bind(data).bind(socket_id).bind(to.recoverable)
            }
            several => {
                let names: Vec<&str> = several.iter().map(|to| &*to.name).collect();
                let recoverable: Vec<bool> = several.iter().map(|to| to.recoverable).collect();
                query(include_str!("../../sql/postgres/publish_many.sql"))
                    .bind(names)
                    .bind(event)
                    .bind(data)
                    .bind(socket_id)
                    .bind(recoverable)
            }
        };
        query.execute(conn).await?;
        Ok(())
    }

    async fn acquire(conn: &mut PgConnection, holder: &str, millis: i64) -> Result<Option<i64>, Error> {
        query_scalar(include_str!("../../sql/postgres/acquire.sql"))
            .bind(holder)
            .bind(millis)
            .fetch_optional(conn)
            .await
    }

    async fn renew(conn: &mut PgConnection, fence: i64, millis: i64) -> Result<bool, Error> {
        let renewed = query(include_str!("../../sql/postgres/renew.sql"))
            .bind(fence)
            .bind(millis)
            .execute(conn)
            .await?;
        Ok(renewed.rows_affected() > 0)
    }

    async fn release(conn: &mut PgConnection, fence: i64) -> Result<(), Error> {
        query(include_str!("../../sql/postgres/release.sql")).bind(fence).execute(conn).await?;
        Ok(())
    }

    async fn fetch(
        conn: &mut PgConnection,
        known: &[i64],
        full: &[String],
        limit: i64,
        size: i64,
    ) -> Result<Vec<WaitingRow>, Error> {
        query_as(include_str!("../../sql/postgres/fetch.sql"))
            .bind(known)
            .bind(full)
            .bind(limit)
            .bind(size)
            .fetch_all(conn)
            .await
    }

    async fn acknowledge(conn: &mut PgConnection, fence: i64, rows: &SentRows) -> Result<bool, Error> {
        let leases: i64 = query_scalar(include_str!("../../sql/postgres/acknowledge.sql"))
            .bind(fence)
            .bind(&rows.remove)
            .bind(&rows.keep)
            .fetch_one(conn)
            .await?;
        Ok(leases > 0)
    }

    async fn bury(conn: &mut PgConnection, fence: i64, id: i64, refusal: &Refusal) -> Result<bool, Error> {
        let leases: i64 = query_scalar(include_str!("../../sql/postgres/bury.sql"))
            .bind(fence)
            .bind(id)
            .bind(refusal.status.map(i32::from))
            .bind(&refusal.reason)
            .fetch_one(conn)
            .await?;
        Ok(leases > 0)
    }

    async fn trim(conn: &mut PgConnection, millis: i64, limit: i64) -> Result<u64, Error> {
        let trimmed =
            query(include_str!("../../sql/postgres/trim.sql")).bind(millis).bind(limit).execute(conn).await?;
        Ok(trimmed.rows_affected())
    }

    async fn trim_history(conn: &mut PgConnection, millis: i64, limit: i64) -> Result<u64, Error> {
        let sql = include_str!("../../sql/postgres/trim_history.sql");
        Ok(query(sql).bind(millis).bind(limit).execute(conn).await?.rows_affected())
    }

    async fn history(conn: &mut PgConnection, query: HistoryQuery) -> Result<Vec<HistoryRow>, Error> {
        query_as(include_str!("../../sql/postgres/history.sql"))
            .bind(query.channels)
            .bind(query.epochs)
            .bind(query.offsets)
            .bind(query.limits.events)
            .bind(query.limits.bytes)
            .bind(query.limits.behind)
            .fetch_all(conn)
            .await
    }

    async fn last_offsets(conn: &mut PgConnection, channels: Vec<String>) -> Result<LastOffsets, Error> {
        let is_in_transaction = conn.is_in_transaction();
        let rows: Vec<(String, i64, String)> =
            query_as(include_str!("../../sql/postgres/positions.sql")).bind(channels).fetch_all(conn).await?;
        let is_snapshot = is_in_transaction
            && rows.iter().all(|(_, _, level)| matches!(&**level, "repeatable read" | "serializable"));
        let channels = rows.into_iter().map(|(epoch, offset, _)| (epoch, offset)).collect();
        Ok(LastOffsets { channels, is_snapshot })
    }

    async fn new_epoch(conn: &mut PgConnection) -> Result<(), Error> {
        query(include_str!("../../sql/postgres/new_epoch.sql")).execute(conn).await?;
        Ok(())
    }

    async fn stats(conn: &mut PgConnection) -> Result<StatsRow, Error> {
        query_as(include_str!("../../sql/postgres/stats.sql")).fetch_one(conn).await
    }

    async fn dead_letters(conn: &mut PgConnection, after: i64, limit: i64) -> Result<Vec<DeadRow>, Error> {
        query_as(include_str!("../../sql/postgres/dead_letters.sql"))
            .bind(after)
            .bind(limit)
            .fetch_all(conn)
            .await
    }

    async fn retry(conn: &mut PgConnection, id: i64) -> Result<bool, Error> {
        let retried: i64 =
            query_scalar(include_str!("../../sql/postgres/retry.sql")).bind(id).fetch_one(conn).await?;
        Ok(retried > 0)
    }

    async fn discard(conn: &mut PgConnection, id: i64) -> Result<bool, Error> {
        let discarded = query(include_str!("../../sql/postgres/discard.sql")).bind(id).execute(conn).await?;
        Ok(discarded.rows_affected() > 0)
    }
}
