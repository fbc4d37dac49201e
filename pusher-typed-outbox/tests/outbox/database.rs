//! A database for each test.

use std::{path::PathBuf, time::Duration};

use pusher_typed::Client;
use pusher_typed_outbox::{Database, Outbox, Relay, RelayBuilder};
use sqlx::{
    AssertSqlSafe, Pool, Sqlite, SqliteConnection, Transaction, query_scalar, raw_sql,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

#[cfg(feature = "e2e")]
pub(crate) mod server;

/// The actions of tests outside of the outbox.
pub(crate) trait TestDatabase: Database {
    /// How an application begins a transaction that writes.
    const BEGIN: &'static str;

    /// A script that creates the tables of version 1, with some rows.
    const VERSION_1: &'static str;

    /// Keeps the database until it is dropped.
    type Place: Send + Sync;

    /// The location of the database.
    type Location: Clone + Send + Sync + 'static;

    /// An empty database.
    fn create() -> impl Future<Output = (Self::Place, Self::Location)> + Send;

    /// A pool of connections; each call is like another process.
    fn open(location: Self::Location) -> impl Future<Output = Pool<Self>> + Send;

    fn execute(
        conn: &mut Self::Connection,
        sql: &str,
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send;

    fn number(conn: &mut Self::Connection, sql: &str) -> impl Future<Output = i64> + Send;

    fn text(conn: &mut Self::Connection, sql: &str) -> impl Future<Output = String> + Send;
}

/// A database with the tables of an outbox and one of the application.
pub(crate) struct Fixture<DB: TestDatabase> {
    pub outbox: Outbox<DB>,
    pub pool: Pool<DB>,
    pub location: DB::Location,
    _place: DB::Place,
}

impl<DB: TestDatabase> Fixture<DB> {
    pub(crate) async fn new() -> Self {
        let fixture = Self::empty().await;
        fixture.outbox.migrate().await.expect("tables");
        fixture.execute("CREATE TABLE orders (id INTEGER NOT NULL)").await;
        fixture
    }

    /// Without tables.
    pub(crate) async fn empty() -> Self {
        let (place, location) = DB::create().await;
        let pool = DB::open(location.clone()).await;
        Fixture { outbox: Outbox::new(pool.clone()), pool, location, _place: place }
    }

    /// As another process, after the database was restored.
    pub(crate) async fn reopen(self) -> Self {
        let location = self.location.clone();
        self.reopen_at(location).await
    }

    pub(crate) async fn reopen_at(self, location: DB::Location) -> Self {
        let pool = DB::open(location.clone()).await;
        Fixture { outbox: Outbox::new(pool.clone()), pool, location, ..self }
    }

    pub(crate) async fn begin(&self) -> Transaction<'static, DB> {
        self.pool.begin_with(DB::BEGIN).await.expect("a transaction")
    }

    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        DB::execute(&mut *self.pool.acquire().await.expect("a connection"), sql).await.expect(sql)
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        DB::number(&mut *self.pool.acquire().await.expect("a connection"), sql).await
    }

    pub(crate) async fn text(&self, sql: &str) -> String {
        DB::text(&mut *self.pool.acquire().await.expect("a connection"), sql).await
    }

    /// A relay that a test need not wait for: short leases, and polling without pauses.
    pub(crate) fn relay(&self, client: Client) -> RelayBuilder<DB> {
        self.outbox.relay(client).lease(Duration::from_secs(3)).poll(Duration::from_millis(5))
    }

    /// Waits until nothing is left in the outbox.
    pub(crate) async fn wait_until_empty(&self) {
        self.wait_for("SELECT count(*) FROM pusher_outbox", 0).await;
    }

    /// Waits until a query returns this number; the limit is a minute.
    pub(crate) async fn wait_for(&self, sql: &str, expected: i64) {
        let waiting = async {
            while self.number(sql).await != expected {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
        assert!(waited.is_ok(), "{sql} is not {expected} but {}", self.number(sql).await);
    }
}

/// Ends a relay that has done its work.
pub(crate) async fn close(relay: Relay) {
    relay.close().await.expect("a relay that ends without an error");
}

impl TestDatabase for Sqlite {
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
    const VERSION_1: &'static str = include_str!("migration/version_1.sqlite.sql");

    type Place = tempfile::TempDir;
    type Location = PathBuf;

    async fn create() -> (Self::Place, Self::Location) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("test.db");
        (folder, file)
    }

    async fn open(file: Self::Location) -> Pool<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .busy_timeout(Duration::from_mins(1));
        // A paused clock may be far ahead before a connection is there.
        SqlitePoolOptions::new()
            .acquire_timeout(Duration::from_secs(100_000))
            .connect_with(options)
            .await
            .expect("a database")
    }

    async fn execute(conn: &mut SqliteConnection, sql: &str) -> Result<u64, sqlx::Error> {
        Ok(raw_sql(AssertSqlSafe(sql)).execute(conn).await?.rows_affected())
    }

    async fn number(conn: &mut SqliteConnection, sql: &str) -> i64 {
        query_scalar(AssertSqlSafe(sql)).fetch_one(conn).await.expect(sql)
    }

    async fn text(conn: &mut SqliteConnection, sql: &str) -> String {
        query_scalar(AssertSqlSafe(sql)).fetch_one(conn).await.expect(sql)
    }
}

#[cfg(feature = "e2e")]
mod with_postgres {
    use sqlx::{
        PgConnection, Postgres,
        postgres::{PgConnectOptions, PgPoolOptions},
    };

    use super::*;

    impl TestDatabase for Postgres {
        const BEGIN: &'static str = "BEGIN";
        const VERSION_1: &'static str = include_str!("migration/version_1.postgres.sql");

        type Place = ();
        type Location = PgConnectOptions;

        async fn create() -> (Self::Place, Self::Location) {
            ((), super::server::create_database().await)
        }

        async fn open(options: Self::Location) -> Pool<Self> {
            PgPoolOptions::new().max_connections(10).connect_with(options).await.expect("a database")
        }

        async fn execute(conn: &mut PgConnection, sql: &str) -> Result<u64, sqlx::Error> {
            Ok(raw_sql(AssertSqlSafe(sql)).execute(conn).await?.rows_affected())
        }

        async fn number(conn: &mut PgConnection, sql: &str) -> i64 {
            query_scalar(AssertSqlSafe(sql)).fetch_one(conn).await.expect(sql)
        }

        async fn text(conn: &mut PgConnection, sql: &str) -> String {
            query_scalar(AssertSqlSafe(sql)).fetch_one(conn).await.expect(sql)
        }
    }
}
