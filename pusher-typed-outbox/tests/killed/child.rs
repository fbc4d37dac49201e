//! The application that is killed: it publishes and relays.

use std::{
    collections::BTreeMap,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use pusher_typed::{Channel, Client, Event};
use pusher_typed_outbox::{Outbox, fail_point};
use serde::Serialize;

use crate::{
    processes::service::HttpService,
    store::{AppStore, with_store},
};

/// A text in the payloads of transactions that are rolled back.
pub(crate) const ROLLED_BACK: &str = "rolled back";

const ORDERS: u64 = 40;
const CHANNELS: u64 = 3;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

/// Its numbers of events are the offsets of a recoverable channel.
#[derive(Channel)]
#[pusher(channel = "private-stock-<id>", recoverable)]
struct StockChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-customers-<id>")]
struct CustomerChannel {
    id: u64,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "changed")]
struct Changed {
    id: u64,
    n: u64,
    text: &'static str,
}

#[derive(Serialize, Event)]
#[pusher(channel = StockChannel { id }, event = "reserved")]
struct Reserved {
    id: u64,
    n: u64,
    text: &'static str,
}

#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel { id }, channel = CustomerChannel { id }, event = "paid")]
struct Paid {
    id: u64,
    n: u64,
}

/// Whether the service refuses the first event of the order `n`.
fn is_poison(n: u64) -> bool {
    n % 10 == 3
}

/// How many orders up to this one are poison.
fn poison(last: u64) -> u64 {
    (0..=last.min(ORDERS - 1)).map(|n| u64::from(is_poison(n))).sum()
}

/// Whether the order `n` has an event on two channels.
fn is_paid(n: u64) -> bool {
    n % 4 == 2
}

/// The expected events of all orders, by channel.
pub(crate) fn expected() -> BTreeMap<String, Vec<u64>> {
    let mut expected: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut add = |key: String, n| expected.entry(key).or_default().push(n);
    for n in 0..ORDERS {
        let id = n % CHANNELS;
        if !is_poison(n) {
            add(format!("private-orders-{id} changed"), n);
        }
        if is_paid(n) {
            add(format!("private-orders-{id} paid"), n);
            add(format!("private-customers-{id} paid"), n);
        }
    }
    expected
}

/// The orders whose events are on each recoverable channel, in the order of their offsets. Some are poison, and are sent
/// as their positions.
pub(crate) fn recoverable() -> BTreeMap<String, Vec<(u64, bool)>> {
    let mut expected: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for n in 0..ORDERS {
        expected.entry(format!("private-stock-{}", n % CHANNELS)).or_default().push((n, is_poison(n)));
    }
    expected
}

static POINT: OnceLock<(String, AtomicU32)> = OnceLock::new();

/// Dies at the point, when it has been reached often enough.
fn reached(point: &'static str) {
    if let Some((deadly, left)) = POINT.get()
        && deadly == point
        && left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}

pub(crate) fn main(location: &str, port: u16, point: &str, hit: u32) {
    POINT.get_or_init(|| (point.to_owned(), AtomicU32::new(hit)));
    fail_point::install(reached);
    // Rows that are not kept are removed by the acknowledgement, not by a trim.
    let keep = if point == "acknowledge: removed" { Duration::ZERO } else { Duration::from_millis(20) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(with_store!(location, live(port, keep)));
}

async fn live<DB: AppStore>(pool: sqlx::Pool<DB>, port: u16, keep: Duration) {
    let outbox = Outbox::new(pool.clone());
    outbox.migrate().await.expect("tables");
    DB::create_orders(&pool).await;
    let client = Client::builder("1", "key", "secret").host("127.0.0.1").port(port).tls(false);
    let client = client.timeout(HttpService::TIMEOUT).build().expect("a client");
    let relay = outbox
        .relay(client)
        .lease(Duration::from_millis(600))
        .poll(Duration::from_millis(5))
        .keep(keep)
        .keep_history(Duration::from_millis(20))
        .in_flight(2)
        .start();
    for n in DB::count(&pool, "SELECT count(*) FROM orders").await..ORDERS {
        rolled_back(&outbox, &pool, n).await;
        order(&outbox, &pool, n).await;
        // Every point of the relay is reached in either half.
        if n == ORDERS / 2 {
            settled(&pool, poison(n)).await;
        }
    }
    let poison = poison(ORDERS);
    settled(&pool, poison).await;
    let letters = outbox.dead_letters();
    let dead = letters.list(1).await.expect("dead letters");
    // It is refused again.
    assert!(letters.retry(dead[0].id).await.expect("retried"));
    settled(&pool, poison).await;
    relay.close().await.expect("a relay that ends without an error");
}

async fn order<DB: AppStore>(outbox: &Outbox<DB>, pool: &sqlx::Pool<DB>, n: u64) {
    let id = n % CHANNELS;
    let mut tx = pool.begin_with(DB::BEGIN).await.expect("a transaction");
    DB::insert_order(&mut tx, n).await;
    let text = if is_poison(n) { HttpService::POISON } else { "" };
    outbox.publish(&mut tx, &Changed { id, n, text }).await.expect("published");
    outbox.publish(&mut tx, &Reserved { id, n, text }).await.expect("published");
    if is_paid(n) {
        outbox.publish(&mut tx, &Paid { id, n }).await.expect("published");
    }
    reached("app: before the commit");
    tx.commit().await.expect("a commit");
    reached("app: after the commit");
}

async fn rolled_back<DB: AppStore>(outbox: &Outbox<DB>, pool: &sqlx::Pool<DB>, n: u64) {
    let mut tx = pool.begin_with(DB::BEGIN).await.expect("a transaction");
    let id = n % CHANNELS;
    outbox.publish(&mut tx, &Changed { id, n, text: ROLLED_BACK }).await.expect("published");
    outbox.publish(&mut tx, &Reserved { id, n, text: ROLLED_BACK }).await.expect("published");
    tx.rollback().await.expect("a rollback");
}

/// Waits until everything was sent and removed, and there are so many dead letters.
async fn settled<DB: AppStore>(pool: &sqlx::Pool<DB>, dead: u64) {
    let waiting = async {
        while DB::count(pool, "SELECT count(*) FROM pusher_outbox").await > 0
            || DB::count(pool, "SELECT count(*) FROM pusher_dead_letters").await != dead
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), waiting).await.expect("everything is sent");
}
