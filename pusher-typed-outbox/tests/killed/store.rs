//! Both databases, for a process that gets one by its arguments.

use sqlx::{
    AssertSqlSafe, Pool, Sqlite, SqliteConnection, query, query_scalar,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

/// The application's own statements.
pub(crate) trait AppStore: pusher_typed_outbox::Database {
    const BEGIN: &'static str;

    async fn open(location: &str) -> Pool<Self>;

    async fn create_orders(pool: &Pool<Self>);

    async fn insert_order(conn: &mut Self::Connection, n: u64);

    async fn count(pool: &Pool<Self>, sql: &'static str) -> u64;
}

const ORDERS: &str = "CREATE TABLE IF NOT EXISTS orders (n BIGINT NOT NULL)";

impl AppStore for Sqlite {
    const BEGIN: &'static str = "BEGIN IMMEDIATE";

    async fn open(file: &str) -> Pool<Self> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        SqlitePoolOptions::new().connect_with(options).await.expect("a database")
    }

    async fn create_orders(pool: &Pool<Self>) {
        query(ORDERS).execute(pool).await.expect("a table");
    }

    async fn insert_order(conn: &mut SqliteConnection, n: u64) {
        let insert = format!("INSERT INTO orders VALUES ({n})");
        query(AssertSqlSafe(insert)).execute(conn).await.expect("an order");
    }

    async fn count(pool: &Pool<Self>, sql: &'static str) -> u64 {
        let count: i64 = query_scalar(sql).fetch_one(pool).await.expect("a number");
        count.unsigned_abs()
    }
}

#[cfg(feature = "e2e")]
mod with_postgres {
    use sqlx::{PgConnection, Postgres, postgres::PgPoolOptions};

    use super::{AppStore, AssertSqlSafe, ORDERS, Pool, query, query_scalar};

    impl AppStore for Postgres {
        const BEGIN: &'static str = "BEGIN";

        async fn open(url: &str) -> Pool<Self> {
            PgPoolOptions::new().max_connections(5).connect(url).await.expect("a database")
        }

        async fn create_orders(pool: &Pool<Self>) {
            query(ORDERS).execute(pool).await.expect("a table");
        }

        async fn insert_order(conn: &mut PgConnection, n: u64) {
            let insert = format!("INSERT INTO orders VALUES ({n})");
            query(AssertSqlSafe(insert)).execute(conn).await.expect("an order");
        }

        async fn count(pool: &Pool<Self>, sql: &'static str) -> u64 {
            let count: i64 = query_scalar(sql).fetch_one(pool).await.expect("a number");
            count.unsigned_abs()
        }
    }
}

/// A database that exists until this is dropped.
pub(crate) enum AnyStore {
    Sqlite(tempfile::TempDir),
    #[cfg(feature = "e2e")]
    Postgres(Box<sqlx::postgres::PgConnectOptions>),
}

impl AnyStore {
    pub(crate) async fn create(postgres: bool) -> Self {
        #[cfg(feature = "e2e")]
        if postgres {
            return AnyStore::Postgres(Box::new(crate::processes::server::create_database().await));
        }
        assert!(!postgres, "the feature `e2e` is needed");
        AnyStore::Sqlite(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn location(&self) -> String {
        match self {
            AnyStore::Sqlite(folder) => folder.path().join("test.db").display().to_string(),
            #[cfg(feature = "e2e")]
            AnyStore::Postgres(options) => format!(
                "postgres://postgres@{}:{}/{}",
                options.get_host(),
                options.get_port(),
                options.get_database().expect("a name"),
            ),
        }
    }
}

/// Calls an async function with a pool for a location.
macro_rules! with_store {
    ($location:expr, $function:ident($($argument:expr),*)) => {
        async {
            #[cfg(feature = "e2e")]
            if $location.starts_with("postgres://") {
                let pool = <sqlx::Postgres as $crate::store::AppStore>::open($location).await;
                return $function(pool $(, $argument)*).await;
            }
            let pool = <sqlx::Sqlite as $crate::store::AppStore>::open($location).await;
            $function(pool $(, $argument)*).await
        }
    };
}

pub(crate) use with_store;
