//! A PostgreSQL server with fsync, and an outbox in it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use pusher_typed_outbox::Outbox;
use sqlx::PgPool;

/// The server stops when this is dropped.
pub(crate) struct Database {
    url: String,
    _process: Child,
}

impl Database {
    pub(crate) async fn start() -> Self {
        let mut process = Command::new("bash")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../pusher-typed-outbox/tests/start-postgres"))
            .args(["-c", "fsync=on", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash");
        let mut port = String::new();
        BufReader::new(process.stdout.take().expect("an output")).read_line(&mut port).expect("a port");
        let port: u16 = port.trim().parse().expect("the script has printed what is missing");
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let pool = PgPool::connect(&url).await.expect("a database");
        Outbox::new(pool.clone()).migrate().await.expect("tables");
        pool.close().await;
        Database { url, _process: process }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

pub(crate) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("{cores} cores of {model}, load {} before", load.split(' ').next().unwrap_or_default())
}
