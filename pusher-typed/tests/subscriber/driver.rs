//! The task that serves a connection: its end, and very long durations.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use pusher_typed::{
    ChannelName, SocketId,
    client::ChannelAuth,
    subscriber::{
        Authorizer, Authorizing, ConnectionItem, Item, SendError, State, SubscribeError, Subscriber,
    },
    testing::Server,
};
use serde_json::json;
use tokio::time::{Instant, timeout};

use crate::{
    schema::{Message, News, Notice, Orders, Outcome, Typing, config, message, next, soon},
    scripted::Scripted,
    time_limits::auth,
};

const NEWS: News = News { id: 1 };
const ORDERS: Orders = Orders { id: 1 };

#[tokio::test]
async fn a_runtime_that_is_shut_down_ends_everything() -> Outcome {
    let server = Server::start().await?;
    let config = config(&server);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (subscriber, mut news) = runtime
        .spawn(async move {
            let subscriber = Subscriber::connect(config).await.expect("a connection");
            let news = subscriber.subscribe::<Message>(&NEWS).await.expect("a subscription");
            (subscriber, news)
        })
        .await?;
    let mut connection = subscriber.connection();

    runtime.shutdown_background();

    let ended = next(&mut news).await;
    assert!(matches!(&ended, Item::Ended(lost) if lost.reason.contains("the task")), "{ended:?}");
    assert!(soon(news.next()).await.is_none());
    while let Some(item) = soon(connection.next()).await {
        let state = matches!(item, ConnectionItem::State(State::Connected(_) | State::Ended(Some(_))));
        assert!(state, "{item:?}");
    }
    let after = soon(subscriber.connection().next()).await;
    assert!(matches!(after, Some(ConnectionItem::State(State::Ended(Some(_))))), "{after:?}");
    assert!(matches!(subscriber.state(), State::Ended(Some(_))));
    let error = soon(subscriber.subscribe::<Message>(&News { id: 2 })).await.expect_err("no connection");
    assert!(matches!(error, SubscribeError::Closed), "{error:?}");
    soon(subscriber.close()).await;
    Ok(())
}

/// Panics where the driver itself calls it, once it is requested.
struct Panicking(&'static AtomicBool);

impl Authorizer for Panicking {
    fn channel<'a>(&'a self, _: &'a SocketId, _: &'a ChannelName) -> Authorizing<'a, ChannelAuth> {
        Box::pin(std::future::ready(Ok(auth())))
    }

    fn concurrency(&self) -> usize {
        assert!(!self.0.load(Ordering::SeqCst), "a panic of the driver, as this test wants it");
        16
    }
}

#[tokio::test(start_paused = true)]
async fn a_driver_that_panics_ends_everything() {
    static PANICS: AtomicBool = AtomicBool::new(false);
    let (_service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorizer(Panicking(&PANICS))).await;
    let mut connection = subscriber.connection();
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");

    PANICS.store(true, Ordering::SeqCst);
    let error = subscriber.subscribe::<Message>(&ORDERS).await.expect_err("a panic");

    assert!(matches!(error, SubscribeError::Closed), "{error:?}");
    assert!(matches!(news.next().await, Some(Item::Ended(_))));
    assert!(news.next().await.is_none());
    assert!(matches!(connection.next().await, Some(ConnectionItem::State(State::Connected(_)))));
    assert!(matches!(connection.next().await, Some(ConnectionItem::State(State::Ended(Some(_))))));
    assert!(connection.next().await.is_none());
    assert!(matches!(subscriber.state(), State::Ended(Some(_))));
    let error = subscriber.send(&ORDERS, &Typing { on: true }).await.expect_err("no connection");
    assert!(matches!(error, SendError::NotSubscribed), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn no_duration_overflows() {
    let (mut service, config) = Scripted::new();
    let config = config
        .connect_timeout(Duration::MAX)
        .subscribe_timeout(Duration::MAX)
        .activity_timeout(Duration::MAX, Duration::MAX)
        .backoff(Duration::MAX, Duration::MAX)
        .authorize_with(|_, _| async { Ok(auth()) });
    let greet = async {
        let mut peer = service.accept_silently().await;
        let greeting = json!({ "socket_id": "1.1", "activity_timeout": u64::MAX });
        peer.send("pusher:connection_established", None, &greeting).await;
        peer
    };
    let (subscriber, mut peer) = tokio::join!(Subscriber::connect(config), greet);
    let subscriber = subscriber.expect("a connection");
    let (orders, ()) =
        tokio::join!(subscriber.subscribe::<Message>(&ORDERS), peer.subscribe("private-orders-1"));
    let mut orders = orders.expect("a subscription");
    peer.event("private-orders-1", "a").await;
    assert!(matches!(orders.next().await, Some(Item::Event(it)) if it == message("a")));

    // Beyond every limit of the protocol, and still there.
    let year = Duration::from_secs(365 * 24 * 3600);
    assert!(timeout(year, orders.next()).await.is_err());
    drop(peer);
    assert!(matches!(orders.next().await, Some(Item::Disconnected(_))));
    assert!(timeout(year, orders.next()).await.is_err());
    subscriber.close().await;
    assert!(orders.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn closing_does_not_wait_for_a_service_that_reads_nothing() {
    let (_service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorize_with(|_, _| async { Ok(auth()) })).await;
    let (orders, ()) =
        tokio::join!(subscriber.subscribe::<Typing>(&ORDERS), peer.subscribe("private-orders-1"));
    let _orders = orders.expect("a subscription");
    // More than the connection holds.
    let sending: Vec<_> = (0..2000).map(|_| subscriber.send(&ORDERS, &Typing { on: true })).collect();
    let sending: Vec<_> = sending.into_iter().map(tokio::spawn).collect();
    tokio::time::sleep(Duration::from_millis(1)).await;

    let started = Instant::now();
    subscriber.close().await;

    assert!(started.elapsed() <= Duration::from_secs(1), "{:?}", started.elapsed());
    let mut unsent = 0;
    for outcome in sending {
        match outcome.await.expect("no panic") {
            Ok(()) => {}
            Err(SendError::Disconnected) => unsent += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(unsent > 0);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_stops_reading_is_lost() {
    let (_service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorize_with(|_, _| async { Ok(auth()) })).await;
    let (orders, ()) =
        tokio::join!(subscriber.subscribe::<Typing>(&ORDERS), peer.subscribe("private-orders-1"));
    let mut orders = orders.expect("a subscription");
    for _ in 0..2000 {
        tokio::spawn(subscriber.send(&ORDERS, &Typing { on: true }));
    }
    let started = Instant::now();
    let lost = orders.next().await;
    assert!(matches!(&lost, Some(Item::Disconnected(it)) if it.reason.contains("does not read")), "{lost:?}");
    assert_eq!(started.elapsed(), Duration::from_secs(30));
    drop(peer);
}

#[tokio::test(start_paused = true)]
async fn sending_waits_until_the_event_is_written() {
    let (_service, mut peer, subscriber) =
        Scripted::connected(|config| config.authorize_with(|_, _| async { Ok(auth()) })).await;
    let error = subscriber.send(&ORDERS, &Typing { on: true }).await.expect_err("no subscription");
    assert!(matches!(error, SendError::NotSubscribed), "{error:?}");
    let (orders, ()) =
        tokio::join!(subscriber.subscribe::<Typing>(&ORDERS), peer.subscribe("private-orders-1"));
    let _orders = orders.expect("a subscription");

    subscriber.send(&ORDERS, &Typing { on: true }).await.expect("written");
    assert_eq!(peer.expect("client-typing").await, json!({ "on": true }));

    // Many events wait; those that were not written when the connection is lost say so.
    let sending: Vec<_> = (0..2000).map(|_| subscriber.send(&ORDERS, &Typing { on: false })).collect();
    let sending: Vec<_> = sending.into_iter().map(tokio::spawn).collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    drop(peer);
    let (mut written, mut lost) = (0, 0);
    for outcome in sending {
        match outcome.await.expect("no panic") {
            Ok(()) => written += 1,
            Err(SendError::Disconnected) => lost += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(written > 0 && lost > 0, "{written} {lost}");
}

#[tokio::test(start_paused = true)]
async fn pings_without_end_are_no_use_to_a_service_that_reads_no_pongs() {
    let (_service, mut peer, subscriber) = Scripted::connected(|it| it).await;
    let (news, ()) = tokio::join!(subscriber.subscribe::<Message>(&NEWS), peer.subscribe("news-1"));
    let mut news = news.expect("a subscription");
    let flood = tokio::spawn(async move { while peer.try_ping().await.is_ok() {} });
    let lost = news.next().await;
    assert!(matches!(&lost, Some(Item::Disconnected(it)) if it.reason.contains("pongs")), "{lost:?}");
    drop(subscriber);
    flood.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_ends_with_the_driver() {
    static PANICS: AtomicBool = AtomicBool::new(false);
    let (_service, _peer, subscriber) =
        Scripted::connected(|config| config.authorizer(Panicking(&PANICS))).await;
    PANICS.store(true, Ordering::SeqCst);
    let error = subscriber.sign_in::<Notice>().await.expect_err("a panic");
    assert!(matches!(error, SubscribeError::Closed), "{error:?}");
}
