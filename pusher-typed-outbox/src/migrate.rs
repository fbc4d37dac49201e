//! The versions of the tables.

/// The statements that migrate from one version to the next.
pub(crate) struct Migration {
    #[cfg(feature = "postgres")]
    pub(crate) postgres: &'static str,
    #[cfg(feature = "sqlite")]
    pub(crate) sqlite: &'static str,
}

/// The first migration creates the tables in version 1.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        #[cfg(feature = "postgres")]
        postgres: include_str!("../sql/postgres/0001_outbox.sql"),
        #[cfg(feature = "sqlite")]
        sqlite: include_str!("../sql/sqlite/0001_outbox.sql"),
    },
    Migration {
        #[cfg(feature = "postgres")]
        postgres: include_str!("../sql/postgres/0002_recoverable.sql"),
        #[cfg(feature = "sqlite")]
        sqlite: include_str!("../sql/sqlite/0002_recoverable.sql"),
    },
];

/// Why the tables could not be created or migrated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// A later version of this crate has changed the tables.
    #[error(
        "the outbox's tables have version {found}, but this crate knows versions up to {known}; update pusher-typed-outbox"
    )]
    Newer {
        /// The version of the tables.
        found: i32,
        /// The latest version that this crate knows.
        known: i32,
    },
    /// A statement failed. The tables are unchanged.
    #[error("the tables of the outbox could not be created or updated")]
    Database(#[from] sqlx::Error),
}

/// The latest version that this crate knows.
pub(crate) fn latest() -> i32 {
    i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX)
}

/// The migrations that have not been applied.
pub(crate) fn pending(found: Option<i32>) -> Result<&'static [Migration], MigrateError> {
    let found = found.unwrap_or(0);
    let applied = usize::try_from(found).unwrap_or(0);
    MIGRATIONS.get(applied..).ok_or(MigrateError::Newer { found, known: latest() })
}
