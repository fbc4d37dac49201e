//! The subscribers, in the process of the benchmark.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use pusher_typed::subscriber::{Item, Subscriber, SubscriberConfig, Subscription};
use pusher_typed_tests::{Cluster, Sockudo};
use tokio::{sync::Notify, task::JoinSet, time::timeout};

use crate::{
    CHANNELS,
    publisher::{Headline, HeadlineChannel, micros},
};

/// How many connections are opened at once.
const AT_ONCE: usize = 25;
/// Without a receipt for this long, something is wrong.
const PATIENCE: Duration = Duration::from_secs(120);

/// Subscribers that count what they receive.
pub(crate) struct Receivers {
    subscribers: u64,
    received: Arc<Received>,
    _tasks: JoinSet<()>,
}

#[derive(Default)]
struct Received {
    /// The time from the commit to each receipt since the last call of `take_delays`, in microseconds.
    delays: Mutex<Vec<u64>>,
    more: Notify,
}

impl Receivers {
    /// Connects subscribers to the nodes in turn, and subscribes each of them to one channel.
    pub(crate) async fn connect(cluster: &Cluster, subscribers: u64) -> Self {
        let received = Arc::<Received>::default();
        let (mut tasks, mut connecting) = (JoinSet::new(), JoinSet::new());
        for at in 0..subscribers {
            if connecting.len() == AT_ONCE {
                connecting.join_next().await;
            }
            let hosts = cluster.hosts();
            let host = hosts.into_iter().cycle().nth(usize::try_from(at % 64).expect("small"));
            let config = SubscriberConfig::new(Sockudo::KEY)
                .hosts(host)
                .tls(false)
                .connect_timeout(PATIENCE)
                .capacity(1_000_000);
            let (started, count) = (Arc::new(Notify::new()), Arc::clone(&received));
            let begun = Arc::clone(&started);
            tasks.spawn(async move {
                let subscriber = Subscriber::connect(config).await.expect("a connection");
                let channel = HeadlineChannel { id: at % CHANNELS };
                let news = subscriber.subscribe::<Headline>(&channel).await.expect("a subscription");
                begun.notify_one();
                count.receive(news).await;
            });
            connecting.spawn(async move { started.notified().await });
        }
        connecting.join_all().await;
        Receivers { subscribers, received, _tasks: tasks }
    }

    /// How many receipts these events result in.
    pub(crate) fn receipts(&self, events: u64) -> u64 {
        events * self.subscribers / CHANNELS
    }

    /// Waits until all subscribers have received these events.
    pub(crate) async fn wait_for(&self, events: u64) {
        let expected = self.receipts(events);
        loop {
            let more = self.received.more.notified();
            let count = self.received.delays.lock().expect("no panic").len() as u64;
            if count >= expected {
                assert_eq!(count, expected, "an event was received twice");
                return;
            }
            timeout(PATIENCE, more).await.unwrap_or_else(|_| panic!("{count} of {expected} receipts"));
        }
    }

    /// Percentiles of the delays in milliseconds.
    pub(crate) fn take_delays<const N: usize>(&self, percentiles: [usize; N]) -> [u64; N] {
        let mut delays = std::mem::take(&mut *self.received.delays.lock().expect("no panic"));
        delays.sort_unstable();
        percentiles.map(|percentile| delays[(delays.len() - 1) * percentile / 100] / 1000)
    }
}

impl Received {
    async fn receive(&self, mut news: Subscription<Headline>) {
        while let Some(item) = news.next().await {
            match item {
                Item::Event(event) => {
                    let delay = micros().saturating_sub(event.committed_at);
                    self.delays.lock().expect("no panic").push(delay);
                    self.more.notify_waiters();
                }
                Item::Ended(_) => return,
                other => panic!("{other:?}"),
            }
        }
    }
}
