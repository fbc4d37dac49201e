//! Events per second through a relay.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::{
    by_hand,
    database::{Server, fill, scaled},
    service::Service,
    table::{print, whole},
};

/// From the start of the relay until so many events have arrived.
async fn by_relay(server: &Server, rows: u64, channels: u64, measured: u64, takes: Duration) -> f64 {
    let (outbox, pool) = server.outbox(4).await;
    fill(&pool, rows, channels).await;
    let service = Service::new(takes);
    let began = Instant::now();
    let relay = outbox.relay(service.client()).start();
    let ended = service.wait_for(measured).await;
    relay.close().await.expect("a relay that ends without an error");
    per_second(measured, ended - began)
}

async fn by_loops(server: &Server, rows: u64, loops: u32, takes: Duration) -> f64 {
    let (_, pool) = server.outbox(loops.max(2)).await;
    fill(&pool, rows, 1000).await;
    let service = Service::new(takes);
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..loops {
        tasks.spawn(by_hand::run(pool.clone(), service.clone()));
    }
    let ended = service.wait_for(rows).await;
    tasks.join_all().await;
    per_second(rows, ended - began)
}

#[allow(clippy::cast_precision_loss)]
fn per_second(events: u64, time: Duration) -> f64 {
    events as f64 / time.as_secs_f64()
}

pub(crate) async fn beside_a_loop(server: &Server) {
    let mut rows = Vec::new();
    for (millis, size) in [(0, 20_000), (20, 6000)] {
        let (takes, size) = (Duration::from_millis(millis), scaled(size));
        let relay = by_relay(server, size, 1000, size, takes).await;
        let one = by_loops(server, size, 1, takes).await;
        let many = by_loops(server, size, 32, takes).await;
        rows.push(vec![format!("{millis} ms"), whole(relay), whole(one), whole(many)]);
    }
    print(
        "Events per second with 1,000 channels: the relay (32 requests in flight), and loops of `SELECT … FOR UPDATE SKIP \
         LOCKED LIMIT 10`, send, `DELETE`",
        &["a request takes", "relay, in order", "one loop", "32 loops, which reorder"],
        &rows,
    );
}

pub(crate) async fn growth(server: &Server) {
    let mut rows = Vec::new();
    for waiting in [1_000, 10_000, 100_000, 1_000_000].map(scaled) {
        let measured = waiting.min(20_000);
        let speed = by_relay(server, waiting, 1000, measured, Duration::ZERO).await;
        rows.push(vec![whole_number(waiting), whole(speed)]);
    }
    print(
        "Events per second by the number of waiting rows, on 1,000 channels",
        &["waiting", "events/s"],
        &rows,
    );
    let mut rows = Vec::new();
    for channels in [10, 1000, 100_000] {
        let waiting = scaled(100_000);
        let speed = by_relay(server, waiting, channels, waiting.min(20_000), Duration::ZERO).await;
        rows.push(vec![whole_number(channels), whole(speed)]);
    }
    print(
        "Events per second by the number of channels, of 100,000 waiting rows",
        &["channels", "events/s"],
        &rows,
    );
}

#[allow(clippy::cast_precision_loss)]
fn whole_number(number: u64) -> String {
    whole(number as f64)
}
