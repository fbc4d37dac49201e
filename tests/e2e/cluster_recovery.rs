//! Recoverable channels over a cluster whose nodes are killed and restarted under load: the state of every subscriber
//! equals the database.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use pusher_typed::{
    Channel, ChannelSet, Client, Event,
    history::HistoryQuery,
    subscriber::{History, HistoryError, Item, ReadingHistory, Subscriber, SubscriberConfig},
};
use pusher_typed_outbox::{HistoryRequest, Outbox};
use pusher_typed_tests::{Cluster, Sockudo};
use serde::{Deserialize, Serialize};
use sqlx::{
    Sqlite, SqlitePool, query, query_as,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::stage::Outcome;

const CHANNELS: i64 = 5;
const SUBSCRIBERS: usize = 20;
const EVENTS: i64 = 400;
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Channel)]
#[pusher(channel = "ledger-<id>", recoverable)]
struct LedgerChannel {
    id: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Event)]
#[pusher(channel = LedgerChannel { id }, event = "booked")]
struct Booked {
    id: u32,
    n: i64,
}

#[derive(Debug, ChannelSet)]
enum Ledgers {
    Ledger(LedgerChannel),
}

/// The history of the outbox without HTTP.
struct OutboxHistory(Outbox<Sqlite>);

impl History for OutboxHistory {
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
        Box::pin(async move {
            let body = serde_json::to_vec(&query).map_err(HistoryError::failed)?;
            let request = HistoryRequest::<Ledgers>::parse(&body).map_err(HistoryError::failed)?;
            let request = request.authorize(|Ledgers::Ledger(_)| true);
            let response = self.0.history(request).await.map_err(HistoryError::failed)?;
            Ok(response.page().clone())
        })
    }
}

/// What a subscriber has applied, in order.
type Applied = Vec<i64>;

async fn database() -> Result<(tempfile::TempDir, SqlitePool), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("ledger.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::from_secs(30));
    let pool = SqlitePoolOptions::new().max_connections(8).connect_with(options).await?;
    query("CREATE TABLE bookings (n INTEGER PRIMARY KEY, id INTEGER NOT NULL)").execute(&pool).await?;
    Ok((folder, pool))
}

async fn book(pool: &SqlitePool, outbox: &Outbox<Sqlite>, n: i64) -> Outcome {
    let id = n % CHANNELS;
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    query("INSERT INTO bookings (n, id) VALUES (?, ?)").bind(n).bind(id).execute(&mut *tx).await?;
    outbox.publish(&mut tx, &Booked { id: u32::try_from(id)?, n }).await?;
    // One transaction in ten is rolled back, with its event.
    if n % 10 == 9 {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(())
}

/// Follows one channel, and reports what it has applied after each event.
async fn follow(subscriber: Subscriber, id: u32, applied: watch::Sender<Applied>) {
    let subscribing = subscriber.subscribe::<Booked>(&LedgerChannel { id });
    let mut events = subscribing.await.expect("a subscription");
    applied.send_replace(Vec::new());
    while let Some(item) = events.next().await {
        match item {
            Item::Event(event) => applied.send_modify(|applied| applied.push(event.n)),
            Item::Disconnected(_)
            | Item::Resubscribed
            | Item::SubscribeFailed { .. }
            | Item::HistoryFailed { .. } => {}
            Item::Ended(_) => return,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_equals_the_database_after_nodes_were_killed_under_load() -> Outcome {
    let mut cluster = Cluster::start(2).await;
    let (_folder, pool) = database().await?;
    let outbox = Outbox::new(pool.clone());
    outbox.migrate().await?;
    let client = Client::builder(cluster.app_id(), Sockudo::KEY, Sockudo::SECRET);
    let client = client.hosts(cluster.hosts()).tls(false).timeout(Duration::from_secs(2)).build()?;
    let relay = outbox.relay(client).keep(Duration::from_secs(3600)).start();

    let history = Arc::new(OutboxHistory(outbox.clone()));
    let (mut states, mut tasks) = (Vec::new(), JoinSet::new());
    for at in 0..SUBSCRIBERS {
        let mut hosts = cluster.hosts();
        hosts.rotate_left(at % 2);
        let pause = Duration::from_millis(50);
        let config = SubscriberConfig::new(Sockudo::KEY).hosts(hosts).tls(false).backoff(pause, 4 * pause);
        let subscriber = Subscriber::connect(config.history(Arc::clone(&history))).await?;
        let id = u32::try_from(i64::try_from(at)? % CHANNELS)?;
        // `-1` until the subscription has begun
        let (sender, mut state) = watch::channel(vec![-1]);
        tasks.spawn(follow(subscriber, id, sender));
        timeout(PATIENCE, state.wait_for(Vec::is_empty)).await??;
        states.push((id, state));
    }

    for n in 0..EVENTS {
        match n {
            100 => cluster.kill(0),
            160 => cluster.restart(0).await,
            220 => cluster.kill(1),
            280 => cluster.restart(1).await,
            _ => {}
        }
        book(&pool, &outbox, n).await?;
    }

    let rows: Vec<(i64, i64)> = query_as("SELECT id, n FROM bookings ORDER BY n").fetch_all(&pool).await?;
    let mut expected: BTreeMap<u32, Applied> = BTreeMap::new();
    for (id, n) in rows {
        expected.entry(u32::try_from(id)?).or_default().push(n);
    }
    for (id, mut state) in states {
        let expected = &expected[&id];
        let complete =
            timeout(PATIENCE, state.wait_for(|applied| applied.len() >= expected.len())).await.is_ok();
        assert!(complete, "{} of {} events on ledger-{id}", state.borrow().len(), expected.len());
        assert_eq!(&*state.borrow(), expected, "ledger-{id}");
    }
    relay.close().await?;
    Ok(())
}
