//! The process is killed between every two statements of publishing, relaying, acknowledging and trimming. After each of
//! these deaths everything that was committed arrives, nothing that was rolled back, and every channel in order. On
//! recoverable channels the offsets are 1, 2, 3, … without gaps, each of them belongs to the same event however often it
//! is sent, and a poison event is sent as its position.
//!
//! The parent starts itself as the child that is killed.

mod child;
#[path = "../processes/mod.rs"]
mod processes;
mod store;

use std::{
    collections::{BTreeMap, VecDeque},
    process::{Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use processes::service::{Fault, HttpService};
use pusher_typed::history::detach_position;
use store::AnyStore;

/// Where a child dies: the point, and how often it is reached before.
#[derive(Debug, Clone, Copy)]
struct Death {
    point: &'static str,
    hit: u32,
    /// Whether only SQLite has this point: PostgreSQL has one statement there.
    sqlite_only: bool,
}

const fn at(point: &'static str, hit: u32) -> Death {
    Death { point, hit, sqlite_only: false }
}

const fn at_on_sqlite(point: &'static str, hit: u32) -> Death {
    Death { point, hit, sqlite_only: true }
}

const DEATHS: &[Death] = &[
    at("migrate: applied", 1),
    at("publish: before", 5),
    at("publish: after", 5),
    at_on_sqlite("publish: next recipient", 2),
    at("app: before the commit", 7),
    at("app: after the commit", 7),
    at("relay: has the lease", 1),
    at("relay: renewed", 1),
    at("relay: fetched", 1),
    at("relay: fetched", 2),
    at("relay: before the request", 1),
    at("relay: before the request", 4),
    at("relay: after the request", 1),
    at("relay: after the request", 4),
    at("relay: before the acknowledgement", 1),
    at("relay: before the acknowledgement", 2),
    at_on_sqlite("acknowledge: removed", 1),
    at("relay: after the acknowledgement", 1),
    at("relay: after the acknowledgement", 2),
    at("bury: before", 1),
    at_on_sqlite("bury: copied", 1),
    at_on_sqlite("bury: changed", 1),
    at_on_sqlite("bury: changed", 2),
    at("bury: after", 1),
    at("bury: after", 2),
    at_on_sqlite("retry: copied", 1),
    at("trim: before", 1),
    at("trim: between", 1),
    at("trim: between", 3),
    at("trim: after", 1),
    at("trim: after", 2),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [role, store, port, point, hit] = &*arguments
        && role == "child"
    {
        return child::main(store, port.parse().expect("a port"), point, hit.parse().expect("a number"));
    }
    // Of the arguments that `cargo test` passes to every test program, only `--list` has an effect here.
    if arguments.iter().any(|argument| argument == "--list") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut cases: VecDeque<(Death, bool)> = DEATHS.iter().map(|death| (*death, false)).collect();
    if cfg!(feature = "e2e") {
        cases.extend(DEATHS.iter().filter(|death| !death.sqlite_only).map(|death| (*death, true)));
    }
    let count = cases.len();
    let cases = Arc::new(Mutex::new(cases));
    // The children wait for leases to expire most of the time.
    let workers: Vec<_> = (0..6)
        .map(|_| {
            let (cases, handle) = (Arc::clone(&cases), runtime.handle().clone());
            std::thread::spawn(move || {
                loop {
                    let Some((death, postgres)) = cases.lock().expect("cases").pop_front() else { break };
                    handle.block_on(survive(death, postgres));
                }
            })
        })
        .collect();
    let failed = workers.into_iter().map(std::thread::JoinHandle::join).filter(Result::is_err).count();
    assert_eq!(failed, 0, "deaths that lost, repeated or reordered events, see above");
    println!("killed: {count} deaths, without a violation of the guarantees");
}

/// A child dies, another one goes on.
async fn survive(death: Death, postgres: bool) {
    let store = AnyStore::create(postgres).await;
    let service = HttpService::start(Duration::ZERO, || Fault::None).await;
    let died = run(&store, &service, death.point, death.hit).await;
    let killed = std::os::unix::process::ExitStatusExt::signal(&died);
    assert_eq!(killed, Some(6), "{death:?}: {died}, it was never there");
    let ended = run(&store, &service, "nowhere", 0).await;
    assert!(ended.success(), "{death:?}: {ended}");
    check(&service, death);
}

async fn run(store: &AnyStore, service: &HttpService, point: &str, hit: u32) -> ExitStatus {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["child", &store.location(), &service.port().to_string(), point, &hit.to_string()])
        .stdin(Stdio::null());
    tokio::task::spawn_blocking(move || command.status()).await.expect("no panic").expect("a child")
}

/// The first deliveries of every channel are all that was committed, in order.
fn check(service: &HttpService, death: Death) {
    let mut firsts: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut offsets: BTreeMap<String, Vec<(u64, Option<u64>)>> = BTreeMap::new();
    for event in service.accepted() {
        assert!(!event.data.contains(child::ROLLED_BACK), "{death:?}: {event:?} was rolled back");
        if let Some((position, data)) = detach_position(&event.data) {
            let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
            let seen = (position.offset(), data["n"].as_u64());
            let channel = offsets.entry(event.channel.clone()).or_default();
            if !channel.contains(&seen) {
                channel.push(seen);
            }
            continue;
        }
        let data: serde_json::Value = serde_json::from_str(&event.data).expect("JSON");
        let n = data["n"].as_u64().expect("a number");
        let numbers = firsts.entry(format!("{} {}", event.channel, event.name)).or_default();
        if !numbers.contains(&n) {
            numbers.push(n);
        }
    }
    assert_eq!(firsts, child::expected(), "{death:?}");
    let numbered = |orders: Vec<(u64, bool)>| {
        let numbered = (1..).zip(orders).map(|(offset, (n, is_poison))| (offset, (!is_poison).then_some(n)));
        numbered.collect::<Vec<_>>()
    };
    let expected: BTreeMap<_, _> =
        child::recoverable().into_iter().map(|(channel, orders)| (channel, numbered(orders))).collect();
    assert_eq!(offsets, expected, "{death:?}");
}
