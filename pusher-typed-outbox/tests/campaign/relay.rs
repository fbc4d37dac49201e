//! A relaying process.

use std::time::Duration;

use pusher_typed::Client;
use pusher_typed_outbox::Outbox;
use sqlx::postgres::PgPoolOptions;

use crate::processes::service::HttpService;

/// Shorter than the time for which processes are suspended.
pub(crate) const LEASE: Duration = Duration::from_millis(1500);

pub(crate) fn main(url: &str, port: u16) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let pool = PgPoolOptions::new().max_connections(2).connect(url).await.expect("a database");
        let client = Client::builder("1", "key", "secret").host("127.0.0.1").port(port).tls(false);
        let client = client.timeout(HttpService::TIMEOUT).build().expect("a client");
        let relay = Outbox::new(pool).relay(client).lease(LEASE).poll(Duration::from_millis(20)).start();
        panic!("the relay has ended: {:?}", relay.await);
    });
}
