//! Events that the history does not have any more.

use std::time::Duration;

use pusher_typed::subscriber::Item;
use serde_json::json;

use crate::schema::{LEDGER, World, append, entries, entry, next, nothing, position, requested};

#[tokio::test(start_paused = true)]
async fn after_a_reset_nothing_flows_until_resume() {
    let mut world = World::new().await;
    append(&world.history, 1..=5);
    world.history.trim(&LEDGER, &position(3)).expect("trimmed");
    let mut ledger = world.subscribe_after(2).await;

    assert!(matches!(next(&mut ledger).await, Item::Reset { last } if last == position(5)));
    // The stored position is still that before the reset: a restart leads to another reset.
    assert_eq!(ledger.position(), Some(&position(2)));
    world.publish(6).await;
    world.peer.message("entry", r#"{"number":70}"#).await;
    nothing(&mut ledger, Duration::from_secs(300)).await;

    ledger.resume(position(4)).expect("a recoverable channel");
    assert_eq!(ledger.position(), Some(&position(4)));
    world.publish(7).await;
    assert_eq!(entries(&mut ledger, 3).await, [(5, 5), (6, 6), (7, 7)]);
}

#[tokio::test(start_paused = true)]
async fn a_restored_backup_is_a_reset_and_no_event_is_skipped() {
    let mut world = World::new().await;
    append(&world.history, 1..=3);
    let backup = world.history.backup();
    let mut ledger = world.subscribe().await;
    world.publish(4).await;
    world.publish(5).await;
    assert_eq!(entries(&mut ledger, 2).await, [(4, 4), (5, 5)]);

    world.history.restore(&backup);
    // Past the old offset.
    for number in 14..=16 {
        append(&world.history, [number]);
    }
    let last = world.history.last(&LEDGER).expect("a name");
    assert_eq!(last.to_string(), "epoch2.6");
    world.peer.live(&last, 16).await;

    let Item::Reset { last } = next(&mut ledger).await else { panic!("no reset") };
    assert_eq!(last.to_string(), "epoch2.6");
    ledger.resume("epoch2.3".parse().expect("a position")).expect("a recoverable channel");
    assert_eq!(entries(&mut ledger, 3).await, [(14, 4), (15, 5), (16, 6)]);
}

#[tokio::test(start_paused = true)]
async fn a_restored_backup_is_noticed_by_the_check() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    world.publish(1).await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
    world.history.new_epoch();
    assert!(matches!(next(&mut ledger).await, Item::Reset { .. }));
}

#[tokio::test(start_paused = true)]
async fn resume_drops_what_was_received_before() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    for number in 1..=5 {
        world.publish(number).await;
    }
    world.peer.taken().await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
    // The application has loaded a state that is later than what was received …
    ledger.resume(position(4)).expect("a recoverable channel");
    assert_eq!(entry(&mut ledger).await, (5, 5));
    // … or earlier.
    ledger.resume(position(2)).expect("a recoverable channel");
    ledger.resume(position(3)).expect("a recoverable channel");
    assert_eq!(entries(&mut ledger, 2).await, [(4, 4), (5, 5)]);
    assert_eq!(requested(&world.history).last(), Some(&json!(position(3))));
}

#[tokio::test(start_paused = true)]
async fn a_reset_that_was_received_before_resume_is_dropped() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    world.publish(1).await;
    world.history.new_epoch();
    world.peer.live(&"epoch2.2".parse().expect("a position"), 2).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    ledger.resume("epoch2.0".parse().expect("a position")).expect("a recoverable channel");
    assert_eq!(entry(&mut ledger).await, (1, 1));
    assert_eq!(ledger.position().expect("a position").to_string(), "epoch2.1");
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_that_is_too_far_behind_gets_a_reset() {
    let mut world = World::new().await;
    append(&world.history, 1..=10_001);
    let mut ledger = world.subscribe_after(0).await;
    assert!(matches!(next(&mut ledger).await, Item::Reset { last } if last == position(10_001)));
    drop(ledger);
    world.peer.expect_unsubscribe("private-ledger-1").await;
    let mut ledger = world.subscribe_after(1).await;
    let all = entries(&mut ledger, 10_000).await;
    assert!(all.into_iter().eq((2..=10_001).map(|number| (number, number))));
}
