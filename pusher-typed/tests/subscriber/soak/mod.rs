//! A service that resets, stalls, floods, refuses and ignores at random, for hours of the paused clock:
//! each event is received, or an item before the next one reports that events may be missing.
//!
//! The suite runs a few seeds. `PUSHER_TYPED_SOAK_SECONDS=180` runs seed after seed for that
//! long and prints the counts; `PUSHER_TYPED_SOAK_SEED` sets the first seed. The seed determines the
//! faults of the service. The subscriber's own pauses have a random part, so that two runs of a
//! seed differ in their times.

mod consumer;
mod random;
mod service;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, atomic::AtomicU64},
    time::Duration,
};

use pusher_typed::{
    ChannelOf,
    subscriber::{Subscriber, SubscriberConfig, Subscription},
};
use tokio::time::{Instant, timeout};

use self::{consumer::consume, random::Random, service::Service};
use crate::{
    schema::{Message, News, Orders},
    scripted::Scripted,
    time_limits::auth,
};

/// The channels, in the order of their numbers.
const CHANNELS: [&str; 3] = ["news-1", "news-2", "private-orders-1"];

/// How long the service has faults.
const FAULTS: Duration = Duration::from_secs(20 * 60);

/// The state that the service and the consumers share.
#[derive(Default)]
struct Shared {
    /// The number of the next event of each channel.
    published: [AtomicU64; 3],
    /// The first event of each channel after the last fault.
    last: [AtomicU64; 3],
    counts: Mutex<BTreeMap<&'static str, u64>>,
    /// The last happenings, for the report of a failure.
    history: Mutex<VecDeque<String>>,
}

impl Shared {
    fn new() -> Self {
        Shared { last: std::array::from_fn(|_| AtomicU64::new(u64::MAX)), ..Shared::default() }
    }

    fn note(&self, what: impl FnOnce() -> String) {
        let mut history = self.history.lock().expect("no panic");
        if history.len() == 100 {
            history.pop_front();
        }
        history.push_back(what());
    }

    fn history(&self) -> String {
        let history = self.history.lock().expect("no panic");
        history.iter().flat_map(|line| ["\n", line]).collect()
    }

    fn count(&self, what: &'static str, number: u64) {
        *self.counts.lock().expect("no panic").entry(what).or_default() += number;
    }
}

/// Small buffers and short limits; the authorizer fails and hangs now and then.
fn configure(config: SubscriberConfig, seed: u64) -> SubscriberConfig {
    let random = Mutex::new(Random::new(seed, 1));
    config.capacity(64).activity_timeout(Duration::from_secs(30), Duration::from_secs(10)).authorize_with(
        move |_, _| {
            let answer = random.lock().expect("no panic").below(10);
            async move {
                match answer {
                    0 => Err("the authorizer fails now and then".into()),
                    1 => std::future::pending().await,
                    _ => Ok(auth()),
                }
            }
        },
    )
}

/// Subscribes, and repeats this until it succeeds.
async fn subscribe(subscriber: &Subscriber, channel: impl ChannelOf<Message>) -> Subscription<Message> {
    loop {
        if let Ok(subscription) = subscriber.subscribe::<Message>(&channel).await {
            return subscription;
        }
    }
}

/// One run: 20 minutes with faults, then until each consumer has the last event.
async fn run(seed: u64, shared: &Shared) {
    let (scripted, config) = Scripted::new();
    let until = Instant::now() + FAULTS;
    let service = Service { scripted, shared, random: Random::new(seed, 0), until };
    let consumers = async {
        let subscriber = loop {
            if let Ok(subscriber) = Subscriber::connect(configure(config.clone(), seed)).await {
                break subscriber;
            }
        };
        let consumer =
            |number: usize, stream| consume(shared, number, stream, Random::new(seed, 2 + number as u64));
        tokio::join!(
            async { consumer(0, subscribe(&subscriber, News { id: 1 }).await).await },
            async { consumer(1, subscribe(&subscriber, News { id: 2 }).await).await },
            async { consumer(2, subscribe(&subscriber, Orders { id: 1 }).await).await },
        );
    };
    tokio::select! {
        () = service.serve() => {}
        done = timeout(2 * FAULTS, consumers) => {
            assert!(done.is_ok(), "a consumer waits for the last event: {}", shared.history());
        }
    }
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn each_event_is_received_or_followed_by_a_report() {
    let first = variable("PUSHER_TYPED_SOAK_SEED").unwrap_or(1);
    let limit = variable("PUSHER_TYPED_SOAK_SECONDS").map(Duration::from_secs);
    let started = std::time::Instant::now();
    let mut totals = BTreeMap::new();
    for seed in first.. {
        if limit.map_or(seed - first >= 5, |limit| started.elapsed() >= limit) {
            break;
        }
        println!("seed {seed}");
        let shared = Shared::new();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        runtime.expect("a runtime").block_on(run(seed, &shared));
        for (what, number) in shared.counts.into_inner().expect("no panic") {
            *totals.entry(what).or_insert(0) += number;
        }
        *totals.entry("runs").or_insert(0) += 1;
    }
    for (what, number) in &totals {
        println!("{number:>9} {what}");
    }
    for happened in ["events missing after a report", "reports: lagged", "reports: gap", "faults: stall"] {
        assert!(totals.get(happened).is_some_and(|number| *number > 0), "{happened}: {totals:?}");
    }
}
