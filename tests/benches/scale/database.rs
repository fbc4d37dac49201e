//! A PostgreSQL server with fsync, and an outbox in it.

use pusher_typed_outbox::Outbox;
use pusher_typed_tests::Postgres;
use sqlx::PgPool;

/// Starts the server. It stops when the value is dropped.
pub(crate) async fn start() -> Postgres {
    let server = Postgres::start(&["fsync=on", "shared_buffers=256MB", "max_wal_size=4GB"]);
    let pool = PgPool::connect(server.url()).await.expect("a database");
    Outbox::new(pool.clone()).migrate().await.expect("tables");
    pool.close().await;
    server
}

pub(crate) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("{cores} cores of {model}, load {} before", load.split(' ').next().unwrap_or_default())
}
