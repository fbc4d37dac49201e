//! The relaying process.

use std::process::{Child, Command, Stdio};

use pusher_typed::Client;
use pusher_typed_outbox::Outbox;
use pusher_typed_tests::{Cluster, Sockudo};
use sqlx::PgPool;

use crate::runtime;

pub(crate) fn main(url: &str, app_id: &str, hosts: &[&str]) {
    runtime().block_on(async {
        let client = Client::builder(app_id, Sockudo::KEY, Sockudo::SECRET);
        let client = client.hosts(hosts.iter().copied()).tls(false).build().expect("a client");
        let pool = PgPool::connect(url).await.expect("a database");
        let relay = Outbox::new(pool).relay(client).start();
        // The benchmark ends this process by closing its input.
        tokio::select! {
            ended = relay => panic!("the relay has ended: {ended:?}"),
            _ = tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin())) => std::process::exit(0),
        }
    });
}

/// A relay that ends when this is dropped.
pub(crate) struct Relay(Child);

pub(crate) fn start(url: &str, cluster: &Cluster) -> Relay {
    let program = std::env::current_exe().expect("the path of this program");
    let child = Command::new(program)
        .args(["relay", url, cluster.app_id()])
        .args(cluster.hosts())
        .stdin(Stdio::piped())
        .spawn();
    Relay(child.expect("a process"))
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
