//! The outbox on real databases: SQLite files always, PostgreSQL with the feature `e2e`.

#[cfg(feature = "e2e")]
mod commits;
mod database;
mod dead_letters;
mod entries;
mod history;
#[cfg(feature = "axum")]
mod http;
mod lease;
mod migration;
mod orders;
mod outages;
#[cfg(feature = "e2e")]
mod postgres;
mod publishing;
mod recoverable;
mod relaying;
mod restore;
mod retention;
mod service;
mod snapshot;
mod sqlite;

/// Makes a test of each scenario on each database.
macro_rules! on_each_database {
    ($($scenario:ident)*) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $scenario() {
                    super::$scenario(crate::database::Fixture::<sqlx::Sqlite>::new().await).await;
                }
            )*
        }

        #[cfg(feature = "e2e")]
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $scenario() {
                    super::$scenario(crate::database::Fixture::<sqlx::Postgres>::new().await).await;
                }
            )*
        }
    };
}

use on_each_database;
