//! One PostgreSQL server for all tests of the process, and a database in it for each.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{AssertSqlSafe, ConnectOptions as _, postgres::PgConnectOptions, query};

/// The server stops when its standard input ends, which happens at the end of this process in any case.
pub(crate) struct Server {
    port: u16,
    _process: Child,
}

impl Server {
    #[allow(dead_code, reason = "not every test has a server of its own")]
    pub(crate) async fn start() -> Self {
        tokio::task::spawn_blocking(|| start(None)).await.expect("a server")
    }

    /// Starts a server that follows this one.
    #[allow(dead_code, reason = "not every test has a standby")]
    pub(crate) async fn start_standby(&self) -> Self {
        let primary = self.port;
        tokio::task::spawn_blocking(move || start(Some(primary))).await.expect("a standby")
    }

    pub(crate) fn location(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username("postgres")
            .database("postgres")
    }
}

fn start(primary: Option<u16>) -> Server {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/start-postgres");
    let mut command = Command::new("bash");
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    if let Some(port) = primary {
        command.env("STANDBY_OF", port.to_string());
    }
    let mut process = command.spawn().expect("bash");
    let mut port = String::new();
    let output = process.stdout.take().expect("an output");
    BufReader::new(output).read_line(&mut port).expect("a port");
    let port = port.trim().parse().expect("the script has printed what is missing");
    Server { port, _process: process }
}

pub(crate) async fn create_database() -> PgConnectOptions {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(|| start(None))).await;
    let options = server.expect("a server").location();
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut conn = options.connect().await.expect("a connection");
    query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut conn).await.expect("a database");
    options.database(&name)
}
