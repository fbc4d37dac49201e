//! Opening the database.

use std::{env, error::Error, fmt, path::Path, sync::Arc, time::Duration};

use pusher_typed_outbox::{MigrateError, Outbox};
use sqlx::{
    Executor as _, PgPool, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tempfile::TempDir;

use super::{
    database::{Database, Kind},
    tables::Tables,
};

/// The tables, apart from those of the outbox.
const SQLITE: &str = "
    CREATE TABLE IF NOT EXISTS people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, person INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS orders (
        id INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL, quantity INTEGER NOT NULL,
        customer INTEGER NOT NULL, customer_name TEXT NOT NULL, stage TEXT NOT NULL, carrier TEXT
    );";
const POSTGRES: &str = "
    CREATE TABLE IF NOT EXISTS people (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS sessions (token TEXT PRIMARY KEY, person BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS orders (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item TEXT NOT NULL, quantity BIGINT NOT NULL,
        customer BIGINT NOT NULL, customer_name TEXT NOT NULL, stage TEXT NOT NULL, carrier TEXT
    );";

impl Database {
    /// PostgreSQL at `DATABASE_URL`, SQLite in the file `ORDERS_DATABASE`, or SQLite in a temporary folder.
    ///
    /// # Errors
    /// Returns an error if the database cannot be opened.
    pub async fn from_env() -> Result<Database, OpenError> {
        let set = |name| env::var(name).ok().filter(|text| !text.is_empty());
        match (set("DATABASE_URL"), set("ORDERS_DATABASE")) {
            (Some(url), _) => Database::postgres(&url).await,
            (None, Some(file)) => Database::sqlite(Path::new(&file)).await,
            (None, None) => Database::temporary().await,
        }
    }

    /// SQLite in a folder that is removed when the last clone is dropped.
    ///
    /// # Errors
    /// Returns an error if the database cannot be opened.
    pub async fn temporary() -> Result<Database, OpenError> {
        let folder = TempDir::with_prefix("orders-")?;
        let database = Database::sqlite(&folder.path().join("orders.db")).await?;
        Ok(Database { _folder: Some(Arc::new(folder)), ..database })
    }

    /// SQLite in a file, which is created if it does not exist.
    ///
    /// # Errors
    /// Returns an error if the database cannot be opened.
    pub async fn sqlite(file: &Path) -> Result<Database, OpenError> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(Duration::from_secs(5));
        let pool: SqlitePool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        let outbox = Outbox::new(pool.clone());
        outbox.migrate().await?;
        pool.execute(SQLITE).await?;
        Ok(Database { kind: Kind::Sqlite(Tables { pool, outbox }), _folder: None })
    }

    /// PostgreSQL.
    ///
    /// # Errors
    /// Returns an error if the database cannot be opened.
    pub async fn postgres(url: &str) -> Result<Database, OpenError> {
        let pool = PgPool::connect(url).await?;
        let outbox = Outbox::new(pool.clone());
        outbox.migrate().await?;
        pool.execute(POSTGRES).await?;
        Ok(Database { kind: Kind::Postgres(Tables { pool, outbox }), _folder: None })
    }
}

/// Why the database was not opened.
#[derive(Debug)]
pub enum OpenError {
    /// There is no temporary folder.
    Folder(std::io::Error),
    /// The database cannot be opened, or a statement failed.
    Database(sqlx::Error),
    /// The tables of the outbox were not created.
    Outbox(MigrateError),
}

impl From<std::io::Error> for OpenError {
    fn from(error: std::io::Error) -> Self {
        OpenError::Folder(error)
    }
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        OpenError::Database(error)
    }
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        OpenError::Outbox(error)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OpenError::Folder(_) => "the temporary folder cannot be created",
            OpenError::Database(_) => "the database cannot be opened",
            OpenError::Outbox(_) => "the tables of the outbox cannot be created",
        })
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            OpenError::Folder(error) => Some(error),
            OpenError::Database(error) => Some(error),
            OpenError::Outbox(error) => Some(error),
        }
    }
}
