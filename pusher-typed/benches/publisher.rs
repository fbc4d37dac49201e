//! The publisher beside triggers and batches by hand, in one run; the memory and the latency of an outage.
//!
//! Run it with `cargo bench --bench publisher`. `OUTAGE_SECONDS` is 60 by default, `ROUNDS` 5.
#![allow(missing_docs, unreachable_pub)]

mod loopback;
mod order;

use std::{
    env, fs, io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use loopback::Loopback;
use order::OrderPlaced;
use pusher_typed::{Client, client::ClientBuilder, publisher::Publisher};

/// Payloads in bytes of JSON.
const SIZE: usize = 1_000;
const CHANNELS: u64 = 1_000;
const SINGLES: usize = 20_000;
const EVENTS: usize = 100_000;

fn main() -> io::Result<()> {
    if env::args().any(|argument| argument == Loopback::ARGUMENT) {
        return loopback::serve();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let service = Loopback::start()?;
    runtime.block_on(throughput(&client(&service.origin)));
    runtime.block_on(outage(&service))
}

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn client(origin: &str) -> Client {
    let url = origin.replacen("://", "://key:secret@", 1) + "/apps/1";
    ClientBuilder::from_url(&url).and_then(ClientBuilder::build).expect("a client")
}

/// The events, one for each channel.
fn orders(channels: u64) -> Arc<Vec<OrderPlaced>> {
    let order = |channel| {
        let mut order = OrderPlaced::of_size(SIZE);
        order.customer = 100_000 + channel;
        order
    };
    Arc::new((0..channels).map(order).collect())
}

/// Time and CPU time of an event, in microseconds.
#[derive(Debug, Clone, Copy)]
struct Cost {
    time: f64,
    cpu: f64,
}

#[expect(clippy::cast_precision_loss, reason = "there are fewer events than a float is exact for")]
async fn measured(count: usize, work: impl Future<Output = ()>) -> Cost {
    let (start, cpu) = (Instant::now(), cpu_time());
    work.await;
    let per_event = |seconds: f64| seconds * 1e6 / count as f64;
    Cost { time: per_event(start.elapsed().as_secs_f64()), cpu: per_event(cpu_time() - cpu) }
}

/// The CPU time of this process in seconds.
fn cpu_time() -> f64 {
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    (fields[11].parse::<f64>().expect("a number") + fields[12].parse::<f64>().expect("a number")) / TICKS
}

async fn throughput(client: &Client) {
    let (many, one) = (orders(CHANNELS), orders(1));
    let mut costs = [const { Vec::new() }; 4];
    for _ in 0..setting("ROUNDS", 5) {
        costs[0].push(measured(SINGLES, singles(client, &many)).await);
        costs[1].push(measured(EVENTS, batches_by_hand(client, &many)).await);
        costs[2].push(measured(EVENTS, published(client, &many)).await);
        costs[3].push(measured(EVENTS, published(client, &one)).await);
    }
    println!("{SIZE} bytes, {CHANNELS} channels, medians          events/s   CPU µs/event");
    let names =
        ["triggers, 256 at once", "batches of ten by hand, 8 at once", "publisher", "publisher, one channel"];
    for (name, costs) in names.iter().zip(&costs) {
        println!(
            "{name:<46}{:>10.0}{:>15.2}",
            1e6 / median(costs, |cost| cost.time),
            median(costs, |cost| cost.cpu)
        );
    }
    let ratio =
        |of: usize, to: usize, part: fn(&Cost) -> f64| median(&costs[of], part) / median(&costs[to], part);
    println!("publisher to triggers, events/s: {:.2}", ratio(0, 2, |cost| cost.time));
    println!("publisher to batches by hand, events/s: {:.2}", ratio(1, 2, |cost| cost.time));
    println!("publisher to batches by hand, CPU per event: {:.2}", ratio(2, 1, |cost| cost.cpu));
}

fn median(costs: &[Cost], part: fn(&Cost) -> f64) -> f64 {
    let mut parts: Vec<_> = costs.iter().map(part).collect();
    parts.sort_by(f64::total_cmp);
    parts[parts.len() / 2]
}

/// Runs tasks that share the numbers up to `count`, each taking `step` at a time.
async fn shared<F: Future<Output = ()> + Send + 'static>(
    tasks: usize,
    count: usize,
    step: usize,
    mut task: impl FnMut(Arc<dyn Fn() -> Option<usize> + Send + Sync>) -> F,
) {
    let next = AtomicUsize::new(0);
    let take: Arc<dyn Fn() -> Option<usize> + Send + Sync> =
        Arc::new(move || Some(next.fetch_add(step, Ordering::Relaxed)).filter(|at| *at < count));
    let tasks: Vec<_> = (0..tasks).map(|_| tokio::spawn(task(Arc::clone(&take)))).collect();
    for task in tasks {
        task.await.expect("no panic");
    }
}

async fn singles(client: &Client, orders: &Arc<Vec<OrderPlaced>>) {
    shared(256, SINGLES, 1, |take| {
        let (client, orders) = (client.clone(), Arc::clone(orders));
        async move {
            while let Some(at) = take() {
                client.trigger(&orders[at % orders.len()]).await.expect("triggered");
            }
        }
    })
    .await;
}

async fn batches_by_hand(client: &Client, orders: &Arc<Vec<OrderPlaced>>) {
    shared(8, EVENTS, 10, |take| {
        let (client, orders) = (client.clone(), Arc::clone(orders));
        async move {
            while let Some(at) = take() {
                let events = (at..at + 10).map(|at| &orders[at % orders.len()]);
                events.fold(client.batch(), pusher_typed::client::Batch::event).send().await.expect("sent");
            }
        }
    })
    .await;
}

async fn published(client: &Client, orders: &Arc<Vec<OrderPlaced>>) {
    let publisher = client.publisher().on_failure(|failed| panic!("{failed}")).start();
    let producers = std::thread::available_parallelism().map_or(2, usize::from);
    shared(producers, EVENTS, 1, |take| {
        let (publisher, orders) = (publisher.clone(), Arc::clone(orders));
        async move {
            while let Some(at) = take() {
                let permit = publisher.reserve().await.expect("open");
                permit.publish(&orders[at % orders.len()]).expect("accepted");
            }
        }
    })
    .await;
    let report = publisher.close().await;
    assert_eq!(report.delivered, EVENTS as u64);
}

/// A handler's time, with the service up and then down, and the memory meanwhile.
async fn outage(service: &Loopback) -> io::Result<()> {
    const CAPACITY: usize = 32 << 20;
    let seconds = setting("OUTAGE_SECONDS", 60);
    let orders = orders(CHANNELS);
    // Nothing listens on a port that was just free.
    let nobody = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?);
    println!(
        "\nthe call of `publish`, {seconds} s, 1,000 a second     p50 µs    p99 µs   memory of the process"
    );
    for (name, origin) in [("service up", &service.origin), ("service down", &nobody)] {
        let publisher = client(origin).publisher().capacity(1 << 20).capacity_bytes(CAPACITY).start();
        let (mut times, before) = (Vec::new(), resident());
        let mut peak = 0;
        for at in 0..seconds * 1_000 {
            let order = &orders[usize::try_from(at).unwrap_or_default() % orders.len()];
            times.push(call(&publisher, order));
            if at % 1_000 == 0 {
                peak = resident().max(peak);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times.sort_unstable();
        let part = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1e6;
        println!(
            "{name:<46}{:>10.1}{:>10.1}   +{} KiB, counted {} KiB of {}",
            part(50),
            part(99),
            peak.saturating_sub(before) / 1024,
            publisher.stats().bytes / 1024,
            CAPACITY / 1024
        );
    }
    Ok(())
}

/// The duration of a call, whether there was room or not.
fn call(publisher: &Publisher, order: &OrderPlaced) -> Duration {
    let start = Instant::now();
    let _ = publisher.publish(order);
    start.elapsed()
}

/// The memory of this process in bytes.
fn resident() -> usize {
    const PAGE: usize = 4096;
    let statm = fs::read_to_string("/proc/self/statm").expect("Linux");
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * PAGE
}
