//! Four publishing processes, three relays and a faulty service on one PostgreSQL database, while relays and publishers
//! are killed and suspended at random. Every committed event arrives, none that was rolled back, and the first
//! deliveries of every channel are in the order of the commits. On recoverable channels, which are half of them, the
//! offset of each event is its number in the order of the commits, in every delivery and in the history.
//!
//! The suite runs it in short. The whole campaign:
//!
//! ```sh
//! CAMPAIGN_EVENTS=100000 CAMPAIGN_CHANNELS=1000 cargo test -p pusher-typed-outbox --features e2e --test campaign
//! ```

mod chaos;
#[path = "../processes/mod.rs"]
mod processes;
mod publisher;
mod random;
mod relay;
mod verdict;

use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use processes::{
    server,
    service::{Fault, HttpService},
};
use random::Random;
use sqlx::{AssertSqlSafe, PgPool, postgres::PgPoolOptions, query, query_scalar};

const PUBLISHERS: u64 = 4;
const RELAYS: usize = 3;
/// So that requests are in flight when a relay is killed.
const TAKES: Duration = Duration::from_millis(20);

/// The size of the campaign.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// At least so many events are committed.
    events: u64,
    channels: u64,
    seed: u64,
}

fn parse<T: FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

fn variable<T: FromStr>(name: &str, default: T) -> T {
    match std::env::var(name) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")),
        Err(_) => default,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["publisher", url, number, target, channels, seed] => {
            publisher::main(url, parse(number), parse(target), parse(channels), parse(seed));
        }
        ["relay", url, port] => relay::main(url, parse(port)),
        _ if arguments.contains(&"--list") => {}
        _ => {
            let plan = Plan {
                events: variable("CAMPAIGN_EVENTS", 6000),
                channels: variable("CAMPAIGN_CHANNELS", 50),
                seed: variable("CAMPAIGN_SEED", 16),
            };
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(run(plan));
        }
    }
}

async fn run(plan: Plan) {
    let began = Instant::now();
    let options = server::create_database().await;
    let url = format!(
        "postgres://postgres@127.0.0.1:{}/{}",
        options.get_port(),
        options.get_database().expect("a name")
    );
    let pool = PgPoolOptions::new().max_connections(3).connect(&url).await.expect("a database");
    create_tables(&pool, plan).await;
    let faults: Arc<Mutex<HashMap<Fault, u64>>> = Arc::default();
    let service = HttpService::start(TAKES, faulty(plan.seed, Arc::clone(&faults))).await;
    let mut chaos = chaos::Chaos::begin(&url, service.port(), plan);
    chaos.until_published().await;
    service.script(|| Fault::None);
    wait_until_empty(&pool).await;
    let strikes = chaos.end();
    let report = verdict::check(&pool, &service.accepted()).await;
    println!("campaign: {plan:?} in {:.0?}", began.elapsed());
    println!("  {report}");
    println!("  {strikes}");
    println!("  {} requests with faults {:?}", service.requests(), faults.lock().expect("faults"));
}

/// The application numbers the events of each channel, under a lock that lasts until the commit: the numbers are the order
/// of the commits.
async fn create_tables(pool: &PgPool, plan: Plan) {
    pusher_typed_outbox::Outbox::new(pool.clone()).migrate().await.expect("tables");
    let statements = [
        "CREATE TABLE channels (id bigint PRIMARY KEY, n bigint NOT NULL)".to_owned(),
        format!("INSERT INTO channels SELECT id, 0 FROM generate_series(0, {}) AS id", plan.channels - 1),
        "CREATE TABLE publishers (number bigint PRIMARY KEY, events bigint NOT NULL)".to_owned(),
        format!("INSERT INTO publishers SELECT id, 0 FROM generate_series(0, {}) AS id", PUBLISHERS - 1),
    ];
    for statement in statements {
        query(AssertSqlSafe(statement)).execute(pool).await.expect("a table");
    }
}

/// One request in fourteen fails, so that a relay often has rows in memory that are not sent when it is killed.
fn faulty(seed: u64, faults: Arc<Mutex<HashMap<Fault, u64>>>) -> impl FnMut() -> Fault + Send {
    let mut random = Random::new(seed);
    move || {
        let fault = match random.below(300) {
            0..4 => Fault::Reset,
            4..8 => Fault::ResetAfterAcceptance,
            8..10 => Fault::TimeoutAfterAcceptance,
            10..14 => Fault::Failure,
            14..18 => Fault::FailureAfterAcceptance,
            18..22 => Fault::TooManyRequests,
            _ => return Fault::None,
        };
        *faults.lock().expect("faults").entry(fault).or_default() += 1;
        fault
    }
}

async fn wait_until_empty(pool: &PgPool) {
    let waiting = async {
        loop {
            let count: i64 = query_scalar("SELECT count(*) FROM pusher_outbox WHERE sent_at IS NULL")
                .fetch_one(pool)
                .await
                .expect("a number");
            if count == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(5), waiting).await.expect("everything is sent");
}
