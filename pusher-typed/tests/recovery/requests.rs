//! Requests for the histories of many channels.

use std::{collections::BTreeSet, time::Duration};

use pusher_typed::subscriber::{Item, Subscription};
use tokio::time::Instant;

use crate::schema::{Entry, LEDGER, Ledger, NAME, World, append, entry, next, nothing, position};

const CHANNELS: u32 = 1_000;

/// Subscribes to many channels.
async fn subscribed(world: &mut World, count: u32) -> Vec<Subscription<Entry>> {
    let subscribing: Vec<_> =
        (0..count).map(|id| tokio::spawn(world.subscriber.subscribe::<Entry>(&Ledger { id }))).collect();
    confirm(world, count).await;
    let mut all = Vec::new();
    for ledger in subscribing {
        all.push(ledger.await.expect("no panic").expect("a subscription"));
    }
    all
}

async fn confirm(world: &mut World, count: u32) {
    for _ in 0..count {
        let data = world.peer.expect("pusher:subscribe").await;
        world.peer.confirm(data["channel"].as_str().expect("a name")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn channels_of_one_connection_share_requests() {
    let mut world = World::new().await;
    let mut all = subscribed(&mut world, CHANNELS).await;
    let first = world.history.queries();
    assert!(first.len() <= 20, "{}", first.len());
    assert!(first.iter().all(|query| query.channels.len() <= 100));

    for id in 0..CHANNELS {
        world.history.append_on(&Ledger { id }, &Entry { number: u64::from(id) }).expect("stored");
    }
    world.lose_connection().await;
    confirm(&mut world, CHANNELS).await;
    let began = Instant::now();
    for (id, ledger) in (0_u64..).zip(&mut all) {
        assert!(matches!(next(ledger).await, Item::Disconnected(_)));
        assert!(matches!(next(ledger).await, Item::Resubscribed));
        assert_eq!(entry(ledger).await, (id, 1));
    }
    assert!(began.elapsed() <= Duration::from_millis(2_100), "{:?}", began.elapsed());
    let again = world.history.queries().len() - first.len();
    assert!(again <= 20, "{again}");
}

#[tokio::test(start_paused = true)]
async fn the_checks_of_a_connection_share_requests() {
    let mut world = World::new().await;
    let mut all = subscribed(&mut world, 100).await;
    let first = world.history.queries().len();
    nothing(&mut all[0], Duration::from_secs(3600)).await;
    let checks = world.history.queries().split_off(first);
    // One in 60 seconds on average, for all of the channels.
    assert!((40..=121).contains(&checks.len()), "{}", checks.len());
    assert!(checks.iter().all(|query| query.channels.len() == 100));
}

#[tokio::test(start_paused = true)]
async fn pages_with_many_channels_bring_each_of_them_forward() {
    let mut world = World::new().await;
    world.history.set_page_limits(30, 1024 * 1024);
    let mut all = subscribed(&mut world, 50).await;
    for id in 0..50 {
        for number in 1..=20 {
            world.history.append_on(&Ledger { id }, &Entry { number }).expect("stored");
        }
    }
    world.lose_connection().await;
    confirm(&mut world, 50).await;
    let began = Instant::now();
    for ledger in &mut all {
        assert!(matches!(next(ledger).await, Item::Disconnected(_)));
        assert!(matches!(next(ledger).await, Item::Resubscribed));
        for number in 1..=20 {
            assert_eq!(entry(ledger).await, (number, number));
        }
    }
    // Without the pauses of failures.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn connections_that_reconnect_spread_their_requests() {
    let mut delays = BTreeSet::new();
    for _ in 0..20 {
        let mut world = World::new().await;
        let mut ledger = world.subscribe().await;
        world.history.append_on(&crate::schema::LEDGER, &Entry { number: 1 }).expect("stored");
        world.reconnect().await;
        let began = Instant::now();
        next(&mut ledger).await;
        next(&mut ledger).await;
        assert_eq!(entry(&mut ledger).await, (1, 1));
        assert!(began.elapsed() <= Duration::from_millis(2_100));
        delays.insert(began.elapsed().as_millis() / 50);
    }
    // 20 of 40 values, drawn at random.
    assert!(delays.len() > 4, "{delays:?}");
}

/// A request contains a channel once.
#[tokio::test(start_paused = true)]
async fn a_channel_that_resumes_twice_is_requested_from_the_second_position() {
    let mut world = World::new().await;
    append(&world.history, 1..=5);
    let mut ledger = world.subscribe().await;
    ledger.resume(position(5)).expect("a recoverable channel");
    ledger.resume(position(5)).expect("a recoverable channel");
    nothing(&mut ledger, Duration::from_secs(20)).await;
    assert_eq!(world.history.queries().len(), 2);
}

/// The request of a subscription that was given up still waits for the others that follow soon.
#[tokio::test(start_paused = true)]
async fn a_channel_is_subscribed_to_again_at_once() {
    let mut world = World::new().await;
    let first = tokio::spawn(world.subscriber.subscribe::<Entry>(&LEDGER));
    world.peer.subscribe(NAME).await;
    world.peer.taken().await;
    first.abort();
    world.peer.expect_unsubscribe(NAME).await;
    let mut ledger = world.subscribe().await;
    world.publish(1).await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
}
