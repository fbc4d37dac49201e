//! How far one machine goes: events per second, and the time from the commit to the receipt, with one Sockudo node and
//! with two on Redis, with 100 to 5,000 subscribers and with one and four publishing processes. Events go from
//! PostgreSQL through the outbox and one relay. The last columns show which program is busy.
//!
//! ```sh
//! while IFS='=' read -r name path; do export "$name=$path"; done < <(tests/setup)
//! cargo bench -p pusher-typed-tests --features e2e --bench scale
//! ```
//!
//! `tests/setup` builds Sockudo without optimization, so a node of a real cluster does more.
//! `BENCH_SCALE=0.1` sends a tenth of the events; the arguments `2 1000` select the rows with two nodes and 1,000
//! subscribers.

mod database;
mod publisher;
mod receivers;
mod relay;
mod usage;

use std::time::Duration;

use pusher_typed_tests::Cluster;
use tokio::time::Instant;

use self::{receivers::Receivers, usage::Usage};

/// How many channels there are. Each event goes to one of them, in turn.
const CHANNELS: u64 = 100;

/// One row of the table.
#[derive(Clone, Copy)]
struct Setting {
    nodes: usize,
    subscribers: u64,
    publishers: u64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["publisher", url, events, pause, first] => {
            publisher::main(url, number(events), number(pause), number(first));
        }
        ["relay", url, app_id, hosts @ ..] => relay::main(url, app_id, hosts),
        only => {
            let only: Vec<u64> = only.iter().copied().map(number).collect();
            runtime().block_on(table(&only));
        }
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("a runtime")
}

/// `only` has the numbers of nodes and of subscribers of the rows; without a number, it is any.
async fn table(only: &[u64]) {
    println!("{}\n", database::machine());
    println!(
        "| nodes | subscribers | publishing processes | commits/s | receipts/s | p50 at 100/s | p99 at 100/s | {} |",
        usage::NAMES.join(" | ")
    );
    println!("|{}", "---|".repeat(7 + usage::NAMES.len()));
    let is_selected = |at: usize, number: u64| only.get(at).is_none_or(|only| *only == number);
    for nodes in [1, 2].into_iter().filter(|nodes| is_selected(0, *nodes as u64)) {
        for subscribers in [100, 1_000, 5_000].into_iter().filter(|number| is_selected(1, *number)) {
            for publishers in [1, 4] {
                row(Setting { nodes, subscribers, publishers }).await;
            }
        }
    }
}

async fn row(setting: Setting) {
    let Setting { nodes, subscribers, publishers } = setting;
    let database = database::start().await;
    let cluster = Cluster::start(nodes).await;
    let receivers = Receivers::connect(&cluster, subscribers).await;
    let _relay = relay::start(database.url(), &cluster);

    let (events, pause) = (scaled(500), Duration::from_millis(10 * publishers));
    publisher::run(database.url(), publishers, events / publishers, pause).await;
    receivers.wait_for(events / publishers * publishers).await;
    let [p50, p99] = receivers.take_delays([50, 99]);

    let events = scaled(10_000) / publishers;
    let (began, before) = (Instant::now(), Usage::now());
    publisher::run(database.url(), publishers, events, Duration::ZERO).await;
    let committed = began.elapsed();
    receivers.wait_for(events * publishers).await;
    let received = began.elapsed();
    let usage = Usage::now().since(&before, received);

    let total = events * publishers;
    println!(
        "| {nodes} | {subscribers} | {publishers} | {} | {} | {p50} ms | {p99} ms | {usage} |",
        per_second(total, committed),
        per_second(receivers.receipts(total), received),
    );
}

fn per_second(count: u64, time: Duration) -> u64 {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rate = (count as f64 / time.as_secs_f64()) as u64;
    rate
}

/// How much of its full size a part has, as a multiple of what four publishers and all channels share.
fn scaled(size: u64) -> u64 {
    let scale: f64 = std::env::var("BENCH_SCALE").map_or(1.0, |scale| scale.parse().expect("a number"));
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let scaled = (size as f64 * scale) as u64;
    (scaled / (4 * CHANNELS)).max(1) * 4 * CHANNELS
}
