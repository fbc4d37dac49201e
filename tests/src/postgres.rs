//! A PostgreSQL server.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

/// A PostgreSQL server with an empty database, on a free loopback port. It stops when this is dropped.
pub struct Postgres {
    url: String,
    _process: Child,
}

impl Postgres {
    /// Starts a server with these settings, such as `fsync=on`. Without them, it does not flush to the disk.
    #[must_use]
    pub fn start(settings: &[&str]) -> Postgres {
        let mut process = Command::new("bash")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../pusher-typed-outbox/tests/start-postgres"))
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash");
        let mut port = String::new();
        BufReader::new(process.stdout.take().expect("an output")).read_line(&mut port).expect("a port");
        let port: u16 = port.trim().parse().expect("the script has printed what is missing");
        Postgres { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), _process: process }
    }

    /// Its URL, as `DATABASE_URL` has it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}
