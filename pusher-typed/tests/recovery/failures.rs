//! Histories that fail, refuse, and are malformed.

use std::{
    future::{pending, ready},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pusher_typed::{
    history::{HistoryPage, HistoryQuery},
    subscriber::{
        History, HistoryError, Item, ReadingHistory, SubscribeError, Subscriber, SubscriberConfig,
        Subscription,
    },
    testing::MemoryHistory,
};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    schema::{Entry, LEDGER, NAME, World, append, auth, entries, entry, next, nothing, position},
    scripted::{Peer, Scripted},
};

type Reply = Box<dyn FnMut(HistoryPage) -> Result<HistoryPage, HistoryError> + Send>;

/// A history that changes the responses of another one.
#[derive(Clone)]
struct Changed {
    history: MemoryHistory,
    reply: Arc<Mutex<Reply>>,
    reads: Arc<AtomicUsize>,
}

impl Changed {
    fn new(reply: impl FnMut(HistoryPage) -> Result<HistoryPage, HistoryError> + Send + 'static) -> Self {
        let reply: Reply = Box::new(reply);
        Changed { history: MemoryHistory::new(), reply: Arc::new(Mutex::new(reply)), reads: Arc::default() }
    }

    fn set(&self, reply: impl FnMut(HistoryPage) -> Result<HistoryPage, HistoryError> + Send + 'static) {
        *self.reply.lock().expect("no panic") = Box::new(reply);
    }
}

impl History for Changed {
    fn read(&self, query: HistoryQuery) -> ReadingHistory<'_> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let page = self.history.read(&query);
        Box::pin(ready((self.reply.lock().expect("no panic"))(page)))
    }
}

async fn connected(history: impl History) -> (Scripted, Peer, Subscriber) {
    Scripted::connected(|config: SubscriberConfig| {
        config.history(history).authorize_with(|_, _| async { Ok(auth()) })
    })
    .await
}

async fn subscribed(history: &Changed) -> (Scripted, Peer, Subscription<Entry>) {
    let (service, mut peer, subscriber) = connected(history.clone()).await;
    let (ledger, ()) = tokio::join!(subscriber.subscribe::<Entry>(&LEDGER), peer.subscribe(NAME));
    (service, peer, ledger.expect("a subscription"))
}

async fn first_error(history: impl History) -> SubscribeError {
    let (_service, mut peer, subscriber) = connected(history).await;
    let (ledger, ()) = tokio::join!(subscriber.subscribe::<Entry>(&LEDGER), peer.subscribe(NAME));
    let error = ledger.expect_err("no subscription");
    peer.expect_unsubscribe(NAME).await;
    error
}

#[tokio::test(start_paused = true)]
async fn a_first_failure_is_the_error_of_the_subscription() {
    let error = first_error(Changed::new(|_| Err("on fire".into()))).await;
    assert!(matches!(&error, SubscribeError::HistoryFailed(it) if it.to_string() == "on fire"), "{error:?}");
    let error = first_error(Changed::new(|_| Err(HistoryError::refused("no access")))).await;
    assert!(
        matches!(&error, SubscribeError::HistoryRefused(it) if it.to_string() == "no access"),
        "{error:?}"
    );
    let error = first_error(Changed::new(|_| panic!("a panic, as this test wants it"))).await;
    assert!(matches!(&error, SubscribeError::HistoryFailed(it) if it.to_string().contains("panicked")));
    let error = first_error(Changed::new(|_| Ok(HistoryPage::default()))).await;
    assert!(matches!(&error, SubscribeError::HistoryFailed(_)), "{error:?}");
    let refused = MemoryHistory::new();
    refused.refuse(&LEDGER).expect("a name");
    assert!(matches!(first_error(refused).await, SubscribeError::HistoryRefused(_)));
}

struct Silent;

impl History for Silent {
    fn read(&self, _: HistoryQuery) -> ReadingHistory<'_> {
        Box::pin(pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_history_that_does_not_respond_is_given_up() {
    let began = Instant::now();
    assert!(matches!(first_error(Silent).await, SubscribeError::HistoryTimeout));
    assert_eq!(began.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn failures_are_items_and_the_pauses_grow() {
    let history = Changed::new(Ok);
    let (_service, mut peer, mut ledger) = subscribed(&history).await;
    append(&history.history, 1..=2);
    history.set(|_| Err("on fire".into()));
    peer.live(&position(2), 2).await;
    let mut pauses = Vec::new();
    for _ in 0..4 {
        let Item::HistoryFailed { error: SubscribeError::HistoryFailed(error), retry_in } =
            next(&mut ledger).await
        else {
            panic!("no failure")
        };
        assert_eq!(error.to_string(), "on fire");
        pauses.push(retry_in);
    }
    for (pause, longest) in pauses.into_iter().zip([1, 2, 4, 8]) {
        let longest = Duration::from_secs(longest);
        assert!(pause >= longest / 2 && pause <= longest, "{pause:?} {longest:?}");
    }
    history.set(Ok);
    assert_eq!(entries(&mut ledger, 2).await, [(1, 1), (2, 2)]);
}

#[tokio::test(start_paused = true)]
async fn a_demanded_pause_is_kept_and_limited() {
    let history = Changed::new(Ok);
    let (_service, mut peer, mut ledger) = subscribed(&history).await;
    append(&history.history, 1..=2);
    for (demanded, expected) in [(77, 77), (100_000, 600)] {
        history.set(move |_| Err(HistoryError::failed_for("busy", Duration::from_secs(demanded))));
        peer.live(&position(2), 2).await;
        let Item::HistoryFailed { retry_in, .. } = next(&mut ledger).await else { panic!("no failure") };
        assert_eq!(retry_in, Duration::from_secs(expected));
        let reads = history.reads.load(Ordering::SeqCst);
        nothing(&mut ledger, retry_in.mul_f64(0.999)).await;
        assert_eq!(history.reads.load(Ordering::SeqCst), reads);
    }
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_refused_later_ends() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    world.publish(1).await;
    world.history.refuse(&LEDGER).expect("a name");
    append(&world.history, [2]);
    world.publish(3).await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
    assert!(matches!(next(&mut ledger).await, Item::Refused(SubscribeError::HistoryRefused(_))));
    assert!(ledger.next().await.is_none());
    world.peer.expect_unsubscribe(NAME).await;
}

#[tokio::test(start_paused = true)]
async fn malformed_responses_deliver_nothing_and_are_failures() {
    let events = |offsets: &[u64], last: &str| {
        let events: Vec<_> = offsets
            .iter()
            .map(|it| json!({ "offset": it, "event": "entry", "data": { "number": 9 } }))
            .collect();
        json!({ "channels": { NAME: { "status": "ok", "last": last, "events": events } } })
    };
    let malformed = [
        events(&[2], "epoch1.2"),
        events(&[1, 3], "epoch1.3"),
        events(&[1, 1], "epoch1.2"),
        events(&[1, 2], "epoch1.1"),
        events(&[1], "epoch2.1"),
        events(&[], "epoch1.2"),
        json!({ "channels": {} }),
    ];
    let history = Changed::new(Ok);
    let (_service, mut peer, mut ledger) = subscribed(&history).await;
    append(&history.history, 1..=2);
    peer.live(&position(2), 2).await;
    let count = malformed.len();
    let mut pages = malformed.into_iter();
    history.set(move |page| match pages.next() {
        Some(malformed) => Ok(serde_json::from_value(malformed)?),
        None => Ok(page),
    });
    for _ in 0..count {
        assert!(matches!(next(&mut ledger).await, Item::HistoryFailed { .. }));
    }
    assert_eq!(entries(&mut ledger, 2).await, [(1, 1), (2, 2)]);
}

#[tokio::test(start_paused = true)]
async fn a_history_that_never_has_the_channel_is_not_asked_in_a_loop() {
    let history = Changed::new(Ok);
    let (_service, mut peer, mut ledger) = subscribed(&history).await;
    append(&history.history, 1..=2);
    history.set(|_| Ok(HistoryPage::default()));
    peer.live(&position(2), 2).await;
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(3600) {
        assert!(matches!(next(&mut ledger).await, Item::HistoryFailed { .. }));
    }
    // The longest pause is 30 seconds, and at least half of it.
    let reads = history.reads.load(Ordering::SeqCst);
    assert!(reads < 300, "{reads}");
}
