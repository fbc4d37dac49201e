//! The in-process server resets connections and loses, doubles and reorders messages, while events are published:
//! every consumer applies every event once and in order.
//!
//! The suite runs a short form. `PUSHER_TYPED_RECOVERY_DISCONNECTS=10000` sets the number of disconnects, and
//! `PUSHER_TYPED_RECOVERY_SEED` the seed; the counts are then printed.

use std::{
    collections::BTreeMap,
    env,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use pusher_typed::{
    ChannelOf, RecoverableChannel,
    subscriber::{Item, Subscriber, SubscriberConfig, Subscription},
    testing::{FaultPlan, MemoryHistory, Server},
};
use tokio::sync::watch;

use crate::schema::{Board, Entry, Ledger, Outcome, Safe, position};

const SUBSCRIBERS: u64 = 8;
const LEDGERS: u32 = 3;

#[derive(Default)]
struct Counts {
    disconnects: AtomicU64,
    events: AtomicU64,
    restarts: AtomicU64,
}

/// One subscription to one channel, whose consumer restarts now and then from its stored position.
struct Consumer<C> {
    subscriber: Subscriber,
    channel: C,
    seed: u64,
    applied: u64,
    counts: Arc<Counts>,
    end: watch::Receiver<u64>,
}

impl<C: RecoverableChannel + ChannelOf<Entry> + Clone> Consumer<C> {
    async fn subscribe(&self) -> Subscription<Entry> {
        loop {
            // Messages of a first subscription may be lost too.
            let subscribing = self.subscriber.subscribe::<Entry>(&self.channel);
            if let Ok(stream) = subscribing.after(position(self.applied)).await {
                return stream;
            }
        }
    }

    async fn run(mut self) {
        let mut stream = self.subscribe().await;
        while self.applied < *self.end.borrow() {
            let item = tokio::select! {
                item = stream.next() => item.expect("an item"),
                _ = self.end.changed() => continue,
            };
            match item {
                Item::Event(Entry { number }) => {
                    let offset = stream.position().expect("a position").offset();
                    assert_eq!((number, offset), (self.applied + 1, self.applied + 1));
                    self.applied += 1;
                    self.counts.events.fetch_add(1, Ordering::Relaxed);
                    if self.restarts() {
                        drop(stream);
                        self.counts.restarts.fetch_add(1, Ordering::Relaxed);
                        stream = self.subscribe().await;
                    }
                }
                Item::Disconnected(_) => {
                    self.counts.disconnects.fetch_add(1, Ordering::Relaxed);
                }
                Item::Resubscribed | Item::SubscribeFailed { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// After about one of 200 events.
    fn restarts(&mut self) -> bool {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33).is_multiple_of(200)
    }
}

struct Campaign {
    server: Server,
    history: MemoryHistory,
    counts: Arc<Counts>,
    end: watch::Sender<u64>,
    consumers: tokio::task::JoinSet<()>,
}

impl Campaign {
    async fn start(seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let (server, history) = (Server::start().await?, MemoryHistory::new());
        let (end, _) = watch::channel(u64::MAX);
        let mut campaign =
            Campaign { server, history, counts: Arc::default(), end, consumers: tokio::task::JoinSet::new() };
        for number in 0..SUBSCRIBERS {
            campaign.add_subscriber(seed.wrapping_add(number)).await?;
        }
        Ok(campaign)
    }

    async fn add_subscriber(&mut self, seed: u64) -> Outcome {
        let config = SubscriberConfig::from_client(self.server.client())
            .history(self.history.clone())
            .history_jitter(Duration::from_millis(20))
            .capacity(if seed.is_multiple_of(2) { 3 } else { 256 })
            .subscribe_timeout(Duration::from_secs(1))
            .backoff(Duration::from_millis(1), Duration::from_millis(5));
        let subscriber = Subscriber::connect(config).await?;
        for id in 0..LEDGERS {
            self.add_consumer(&subscriber, Ledger { id }, seed);
        }
        self.add_consumer(&subscriber, Board, seed);
        self.add_consumer(&subscriber, Safe, seed);
        Ok(())
    }

    fn add_consumer<C>(&mut self, subscriber: &Subscriber, channel: C, seed: u64)
    where
        C: RecoverableChannel + ChannelOf<Entry> + Clone + Send + Sync + 'static,
    {
        let consumer = Consumer {
            subscriber: subscriber.clone(),
            channel,
            seed,
            applied: 0,
            counts: Arc::clone(&self.counts),
            end: self.end.subscribe(),
        };
        self.consumers.spawn(consumer.run());
    }

    /// One event on every channel.
    async fn publish(&self, number: u64) -> Outcome {
        let (client, entry) = (self.server.client(), Entry { number });
        for id in 0..LEDGERS {
            self.history.publish_on(client, &Ledger { id }, &entry).await?;
        }
        self.history.publish_on(client, &Board, &entry).await?;
        self.history.publish_on(client, &Safe, &entry).await?;
        Ok(())
    }

    /// Publishes until there were so many disconnects of connections.
    async fn run(mut self, seed: u64, disconnects: u64) -> Result<Server, Box<dyn std::error::Error>> {
        let plan = FaultPlan::new(seed).lose(0.01).duplicate(0.01).reorder(0.01).reset(0.05);
        self.server.set_faults(plan);
        let mut number = 0;
        // Each channel of a connection reports the disconnect.
        while self.counts.disconnects.load(Ordering::Relaxed) / u64::from(LEDGERS + 2) < disconnects {
            number += 1;
            self.publish(number).await?;
            if let Some(ended) = self.consumers.try_join_next() {
                ended?;
            }
        }
        self.server.set_faults(None);
        number += 1;
        self.publish(number).await?;
        self.end.send_replace(number);
        while let Some(ended) = self.consumers.join_next().await {
            ended?;
        }
        let events = number * SUBSCRIBERS * u64::from(LEDGERS + 2);
        assert_eq!(self.counts.events.load(Ordering::Relaxed), events);
        Ok(self.server)
    }
}

fn report(server: &Server, history: &MemoryHistory, counts: &Counts) {
    let mut faults = BTreeMap::new();
    for fault in server.injected_faults() {
        *faults.entry(format!("{:?}", fault.kind)).or_insert(0_u64) += 1;
    }
    let (events, restarts) = (counts.events.load(Ordering::Relaxed), counts.restarts.load(Ordering::Relaxed));
    println!("{events} events applied, {restarts} restarts, {} queries, {faults:?}", history.queries().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_consumer_applies_every_event_once_and_in_order() -> Outcome {
    let setting = |name| env::var(name).ok().and_then(|text| text.parse().ok());
    let disconnects = setting("PUSHER_TYPED_RECOVERY_DISCONNECTS");
    let seed = setting("PUSHER_TYPED_RECOVERY_SEED").unwrap_or(1);
    let campaign = Campaign::start(seed).await?;
    let (history, counts) = (campaign.history.clone(), Arc::clone(&campaign.counts));
    let server = campaign.run(seed, disconnects.unwrap_or(100)).await?;
    if disconnects.is_some() {
        report(&server, &history, &counts);
    }
    Ok(())
}
