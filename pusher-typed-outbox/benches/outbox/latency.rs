//! How long publishers wait, and how long events take when nothing else happens.

use std::time::{Duration, Instant};

use pusher_typed_outbox::Outbox;
use tokio::task::JoinSet;

use crate::{
    database::{Server, scaled},
    publishing::{Publish, transaction},
    service::Service,
    table::print,
};

/// The median and the 99th percentile, in milliseconds.
fn percentiles(mut times: Vec<Duration>) -> [String; 2] {
    times.sort_unstable();
    [50, 99].map(|percent| {
        let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        format!("{:.1} ms", times.get(at).copied().unwrap_or_default().as_secs_f64() * 1000.0)
    })
}

/// Eight writers, each with a pause of 10 ms after a transaction, so that the machine is not saturated.
async fn of_writers(server: &Server, relay: bool) -> Vec<Duration> {
    let (outbox, pool) = server.outbox(10).await;
    let service = Service::new(Duration::from_millis(20));
    let relay = relay.then(|| outbox.relay(service.client()).start());
    let mut tasks = JoinSet::new();
    for writer in 0..8 {
        let (pool, outbox) = (pool.clone(), outbox.clone());
        tasks.spawn(async move {
            let mut times = Vec::new();
            for at in 0..scaled(400) {
                let began = Instant::now();
                transaction(&pool, &outbox, Publish::OnChannels(1000), writer * 125 + at).await;
                times.push(began.elapsed());
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            times
        });
    }
    let times = tasks.join_all().await.into_iter().flatten().collect();
    if let Some(relay) = relay {
        relay.close().await.expect("a relay that ends without an error");
    }
    times
}

pub(crate) async fn of_publishers(server: &Server) {
    let mut rows = Vec::new();
    for (name, relay) in [("no relay", false), ("a relay in the same process", true)] {
        let [median, p99] = percentiles(of_writers(server, relay).await);
        rows.push(vec![name.to_owned(), median, p99]);
    }
    print("A publisher's transaction, with 8 writers", &["", "median", "99 %"], &rows);
}

/// From the commit to the receipt by the service, one event at a time.
pub(crate) async fn when_idle(server: &Server) {
    let mut rows = Vec::new();
    let cases = ["same process, `wake` after the commit", "same process", "another process"];
    for (case, name) in cases.into_iter().enumerate() {
        let (outbox, pool) = server.outbox(4).await;
        let service = Service::new(Duration::ZERO);
        let relay = outbox.relay(service.client()).start();
        // A separate outbox does not wake the relay, as in another process.
        let publisher = if case == 2 { Outbox::new(pool.clone()) } else { outbox.clone() };
        let mut times = Vec::new();
        for at in 0..scaled(200) {
            transaction(&pool, &publisher, Publish::OnChannels(1000), at).await;
            let committed = Instant::now();
            if case == 0 {
                outbox.wake();
            }
            times.push(service.wait_for(at + 1).await.saturating_duration_since(committed));
            tokio::time::sleep(Duration::from_millis(37 + at % 41)).await;
        }
        relay.close().await.expect("a relay that ends without an error");
        let [median, p99] = percentiles(times);
        rows.push(vec![name.to_owned(), median, p99]);
    }
    print("From the commit to the receipt, one event at a time", &["published in", "median", "99 %"], &rows);
}
