//! Events that are lost, doubled and reordered on the way.

use std::time::Duration;

use pusher_typed::subscriber::{Item, SubscribeError};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    schema::{
        Entry, LEDGER, NAME, News, World, append, auth, entries, entry, next, nothing, position, requested,
    },
    scripted::Scripted,
};

#[tokio::test(start_paused = true)]
async fn a_subscription_from_now_begins_at_the_end_of_the_log() {
    let mut world = World::new().await;
    append(&world.history, 1..=3);
    let mut ledger = world.subscribe().await;
    assert_eq!(ledger.position(), Some(&position(3)));
    world.publish(4).await;
    world.publish(5).await;
    assert_eq!(entries(&mut ledger, 2).await, [(4, 4), (5, 5)]);
    assert_eq!(requested(&world.history), [json!(null)]);
}

#[tokio::test(start_paused = true)]
async fn a_subscription_after_a_position_begins_with_missed_events() {
    let mut world = World::new().await;
    append(&world.history, 1..=5);
    let mut ledger = world.subscribe_after(2).await;
    world.publish(6).await;
    assert_eq!(entries(&mut ledger, 4).await, [(3, 3), (4, 4), (5, 5), (6, 6)]);
}

/// The events of the first page are received before the stream is returned, and were not taken from it yet. An
/// application that stores this position must get them after a restart.
#[tokio::test(start_paused = true)]
async fn before_the_first_event_the_position_is_where_the_subscription_begins() {
    let mut world = World::new().await;
    append(&world.history, 1..=5);
    let mut ledger = world.subscribe_after(2).await;
    assert_eq!(ledger.position(), Some(&position(2)));
    assert_eq!(entry(&mut ledger).await, (3, 3));
    assert_eq!(ledger.position(), Some(&position(3)));
}

#[tokio::test(start_paused = true)]
async fn a_lost_event_is_read_from_the_history_after_100_ms() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    append(&world.history, [1]);
    let began = Instant::now();
    world.publish(2).await;
    assert_eq!(entries(&mut ledger, 2).await, [(1, 1), (2, 2)]);
    assert!(began.elapsed() >= Duration::from_millis(100));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn reordered_and_doubled_events_need_no_history() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    append(&world.history, 1..=4);
    for number in [1, 3, 1, 2, 2, 4, 3] {
        world.peer.live(&position(number), number).await;
    }
    assert_eq!(entries(&mut ledger, 4).await, [(1, 1), (2, 2), (3, 3), (4, 4)]);
    nothing(&mut ledger, Duration::from_secs(20)).await;
    assert_eq!(requested(&world.history).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lost_last_event_is_noticed_within_90_seconds() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    append(&world.history, [1]);
    let began = Instant::now();
    assert_eq!(entry(&mut ledger).await, (1, 1));
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(30) && took <= Duration::from_millis(90_100), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn events_of_an_outage_follow_without_a_gap() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    world.publish(1).await;
    world.peer.taken().await;
    append(&world.history, 2..=3);
    world.reconnect().await;
    world.publish(4).await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
    assert!(matches!(next(&mut ledger).await, Item::Disconnected(_)));
    assert!(matches!(next(&mut ledger).await, Item::Resubscribed));
    assert_eq!(entries(&mut ledger, 3).await, [(2, 2), (3, 3), (4, 4)]);
}

#[tokio::test(start_paused = true)]
async fn a_position_alone_is_fetched_from_the_history() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    append(&world.history, [1]);
    world.peer.message("pusher-typed:position", r#"{"_position":"epoch1.1"}"#).await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
    world.publish(2).await;
    assert_eq!(entry(&mut ledger).await, (2, 2));
}

#[tokio::test(start_paused = true)]
async fn an_event_that_does_not_fit_has_a_position_and_is_an_item() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    world.peer.message("entry", r#"{"_position":"epoch1.1","number":"one"}"#).await;
    let Item::Undecodable { event, .. } = next(&mut ledger).await else { panic!("decoded") };
    assert_eq!((event.position, &*event.data), (Some(position(1)), r#"{"number":"one"}"#));
    assert_eq!(ledger.position(), Some(&position(1)));
    world.peer.message("unheard", r#"{"_position":"epoch1.2"}"#).await;
    let Item::Unknown(event) = next(&mut ledger).await else { panic!("known") };
    assert_eq!((event.position, &*event.data), (Some(position(2)), "{}"));
    assert_eq!(ledger.position(), Some(&position(2)));
    world.peer.live(&position(3), 3).await;
    assert_eq!(entry(&mut ledger).await, (3, 3));
}

#[tokio::test(start_paused = true)]
async fn events_without_a_position_pass_through_and_move_nothing() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    world.peer.message("entry", r#"{"number":70}"#).await;
    assert_eq!(entry(&mut ledger).await, (70, 0));
    world.publish(1).await;
    assert_eq!(entry(&mut ledger).await, (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_cannot_be_read_may_have_been_an_event() {
    let mut world = World::new().await;
    let mut ledger = world.subscribe().await;
    append(&world.history, [1]);
    let began = Instant::now();
    world.peer.send_text(&format!(r#"{{"channel":"{NAME}","event":"entry","data":"{{"#)).await;
    assert!(matches!(next(&mut ledger).await, Item::Unreadable(_)));
    assert_eq!(entry(&mut ledger).await, (1, 1));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_recoverable_channel_needs_a_history() {
    let (_service, _peer, subscriber) =
        Scripted::connected(|config| config.authorize_with(|_, _| async { Ok(auth()) })).await;
    let error = subscriber.subscribe::<Entry>(&LEDGER).await.expect_err("no history");
    assert!(matches!(error, SubscribeError::NoHistory), "{error:?}");
    assert!(error.to_string().contains("`SubscriberConfig::history`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_channel_without_a_history_has_no_positions() {
    let mut world = World::new().await;
    let error = world.subscriber.subscribe::<Entry>(&News).after(position(1)).await.expect_err("no history");
    assert!(matches!(error, SubscribeError::NotRecoverable), "{error:?}");
    let (news, ()) = tokio::join!(world.subscriber.subscribe::<Entry>(&News), world.peer.subscribe("news"));
    let mut news = news.expect("a subscription");
    assert_eq!(news.position(), None);
    assert!(matches!(news.resume(position(1)), Err(SubscribeError::NotRecoverable)));
    let positioned = json!({ "_position": "epoch1.9", "number": 1 });
    world.peer.send("entry", Some("news"), &positioned).await;
    assert!(matches!(next(&mut news).await, Item::Event(Entry { number: 1 })));
    world.peer.send("entry", Some("news"), &positioned).await;
    assert!(matches!(next(&mut news).await, Item::Event(Entry { number: 1 })));
    assert_eq!(news.position(), None);
    assert!(world.history.queries().is_empty());
}
