//! Slow consumers: nothing is dropped, and memory is limited.

use std::time::Duration;

use pusher_typed::subscriber::Item;

use crate::schema::{World, append, entries, entry, nothing, position, requested};

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_gets_everything_at_its_pace() {
    let mut world = World::configured(|config| config.capacity(10)).await;
    let mut ledger = world.subscribe().await;
    for number in 1..=100 {
        world.publish(number).await;
    }
    world.peer.taken().await;
    tokio::time::sleep(Duration::from_secs(300)).await;
    // Neither a gap nor the check has requested anything.
    assert_eq!(requested(&world.history).len(), 1);
    let all = entries(&mut ledger, 100).await;
    assert!(all.into_iter().eq((1..=100).map(|number| (number, number))));
    assert_eq!(requested(&world.history).len(), 2);
    world.publish(101).await;
    assert_eq!(entry(&mut ledger).await, (101, 101));
}

#[tokio::test(start_paused = true)]
async fn pages_are_requested_at_the_pace_of_the_consumer() {
    let mut world = World::configured(|config| config.capacity(10)).await;
    world.history.set_page_limits(20, 1024 * 1024);
    append(&world.history, 1..=100);
    let mut ledger = world.subscribe_after(0).await;
    for page in 1..=5 {
        tokio::time::sleep(Duration::from_secs(300)).await;
        assert_eq!(requested(&world.history).len(), page);
        entries(&mut ledger, 20).await;
    }
    assert_eq!(ledger.position(), Some(&position(100)));
    nothing(&mut ledger, Duration::from_secs(20)).await;
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_is_limited_in_bytes_gets_everything() {
    let mut world = World::configured(|config| config.capacity_bytes(1)).await;
    let mut ledger = world.subscribe().await;
    for number in 1..=5 {
        world.publish(number).await;
    }
    world.peer.taken().await;
    let all = entries(&mut ledger, 5).await;
    assert!(all.into_iter().eq((1..=5).map(|number| (number, number))));
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_a_slow_consumer_loses_nothing() {
    let mut world = World::configured(|config| config.capacity(3)).await;
    let mut ledger = world.subscribe().await;
    for number in 1..=10 {
        world.publish(number).await;
    }
    world.peer.taken().await;
    append(&world.history, 11..=12);
    world.reconnect().await;
    for number in 13..=20 {
        world.publish(number).await;
    }
    world.peer.taken().await;
    let mut numbers = Vec::new();
    while numbers.len() < 20 {
        match crate::schema::next(&mut ledger).await {
            Item::Event(entry) => numbers.push(entry.number),
            Item::Disconnected(_) | Item::Resubscribed => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(numbers.into_iter().eq(1..=20));
}
