//! A PostgreSQL server for the benchmark, and an empty outbox in it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use pusher_typed::{Channel, Event};
use pusher_typed_outbox::Outbox;
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgPool, Postgres, postgres::PgPoolOptions, query, query_scalar};

/// An event of some 200 bytes.
#[derive(Serialize, Event)]
#[pusher(channel = "private-orders-<id>", event = "changed")]
pub(crate) struct Changed {
    pub(crate) id: u64,
    pub(crate) text: &'static str,
}

#[derive(Channel)]
#[pusher(channel = "private-stock-<id>", recoverable)]
pub(crate) struct RecoverableOrder {
    pub(crate) id: u64,
}

/// The same on a recoverable channel.
#[derive(Serialize, Event)]
#[pusher(channel = RecoverableOrder { id }, event = "changed")]
pub(crate) struct RecoverablyChanged {
    pub(crate) id: u64,
    pub(crate) text: &'static str,
}

pub(crate) const TEXT: &str = "The order was packed and handed over to the carrier, who will bring it tomorrow \
    between nine and twelve, and will ring twice. Nobody needs to be at home: a neighbour will do.";

/// The server stops when this process ends.
pub(crate) struct Server {
    url: String,
    _process: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut process = Command::new("bash")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/start-postgres"))
            .args(["-c", "fsync=on", "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash");
        let mut port = String::new();
        BufReader::new(process.stdout.take().expect("an output")).read_line(&mut port).expect("a port");
        Server { url: format!("postgres://postgres@127.0.0.1:{}/postgres", port.trim()), _process: process }
    }

    pub(crate) async fn pool(&self, connections: u32) -> PgPool {
        PgPoolOptions::new()
            .max_connections(connections)
            .min_connections(connections)
            .acquire_timeout(Duration::from_mins(10))
            .connect(&self.url)
            .await
            .expect("a database")
    }

    /// An outbox without rows.
    pub(crate) async fn outbox(&self, connections: u32) -> (Outbox<Postgres>, PgPool) {
        let pool = self.pool(connections).await;
        for statement in ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"] {
            query(statement).execute(&pool).await.expect("no tables");
        }
        let outbox = Outbox::new(pool.clone());
        outbox.migrate().await.expect("tables");
        query("CREATE TABLE orders (id bigserial PRIMARY KEY, text text NOT NULL)")
            .execute(&pool)
            .await
            .expect("a table");
        (outbox, pool)
    }
}

/// Fills the outbox with waiting events.
pub(crate) async fn fill(pool: &PgPool, rows: u64, channels: u64) {
    let insert = format!(
        "INSERT INTO pusher_outbox (channel, event, data)
         SELECT 'private-orders-' || n % {channels}, 'changed', '{{\"id\":1,\"text\":\"{TEXT}\"}}'
         FROM generate_series(1, {rows}) AS n"
    );
    query(AssertSqlSafe(insert)).execute(pool).await.expect("rows");
    query("VACUUM ANALYZE pusher_outbox").execute(pool).await.expect("statistics");
}

/// How much of its full size a part has.
pub(crate) fn scaled(size: u64) -> u64 {
    let scale: f64 = std::env::var("BENCH_SCALE").map_or(1.0, |scale| scale.parse().expect("a number"));
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let scaled = (size as f64 * scale) as u64;
    scaled.max(1)
}

pub(crate) async fn machine(server: &Server) -> String {
    let version: String =
        query_scalar("SHOW server_version").fetch_one(&server.pool(1).await).await.expect("a version");
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    let build = if cfg!(debug_assertions) { "without optimization" } else { "optimized" };
    format!("PostgreSQL {version}, {cores} cores of {model}, load {load} before, {build}")
}
