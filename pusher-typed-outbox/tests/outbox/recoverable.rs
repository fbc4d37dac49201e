//! Events on recoverable channels: offsets, what is sent, what is kept.

use std::time::Duration;

use pusher_typed::client::{Limits, TriggerError};
use pusher_typed::history::{ChannelHistory, POSITION_EVENT};
use pusher_typed::testing::Recorder;
use pusher_typed_outbox::PublishError;

use crate::{
    database::{Fixture, TestDatabase, close},
    history::{after, events, start},
    lease::{notes, wait_for_note},
    on_each_database,
    orders::{Counted, Described, Moved, Number, Reserved, SecretChannel, StockChannel},
    service::{Reaction, Received, Service},
};

on_each_database! {
    an_event_gets_the_next_offset_of_each_recoverable_channel
    a_rolled_back_event_leaves_no_gap
    a_relay_sends_positions_and_keeps_the_events
    events_of_a_channel_are_sent_in_the_order_of_their_offsets
    an_event_that_is_too_large_for_one_message_is_sent_as_its_position
    the_position_makes_an_event_too_large
    an_event_on_an_encrypted_channel_is_sent_as_its_position
    a_poison_event_is_sent_as_its_position_and_stays_in_the_history
    an_event_whose_position_is_refused_is_a_dead_letter_with_its_offset
    payloads_without_room_for_a_position_are_refused
    only_events_on_recoverable_channels_may_be_large
    a_connection_is_not_excluded_from_recoverable_events
    a_row_without_an_offset_is_a_dead_letter
    old_events_of_each_channel_are_removed_in_order
    old_events_are_removed_although_many_of_another_channel_remain
}

pub(crate) async fn publish<DB: TestDatabase>(
    fixture: &Fixture<DB>,
    events: impl IntoIterator<Item = Counted>,
) {
    let mut tx = fixture.begin().await;
    for event in events {
        fixture.outbox.publish(&mut tx, &event).await.expect("published");
    }
    tx.commit().await.expect("a commit");
}

const WAITING: &str = "SELECT count(*) FROM pusher_outbox WHERE sent_at IS NULL";

async fn an_event_gets_the_next_offset_of_each_recoverable_channel<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &Counted { id: 2, n: 1 }).await.expect("published");
    fixture.outbox.publish(&mut tx, &Moved { id: 1, warehouse: 2, n: 2 }).await.expect("published");
    fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 3 }).await.expect("published");
    fixture.outbox.publish(&mut tx, &Counted { id: 2, n: 4 }).await.expect("published");
    tx.commit().await.expect("a commit");
    publish(&fixture, [Counted { id: 1, n: 5 }]).await;
    let mut rows = Vec::new();
    for id in 1..=6 {
        let sql = format!(
            "SELECT channel || ' ' || coalesce(CAST(channel_offset AS TEXT), '-') FROM pusher_outbox WHERE id = {id}"
        );
        rows.push(fixture.text(&sql).await);
    }
    let expected = [
        "private-stock-2 1",
        "private-stock-1 1",
        "private-warehouses-2 -",
        "private-stock-1 2",
        "private-stock-2 2",
        "private-stock-1 3",
    ];
    assert_eq!(rows, expected);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_offsets").await, 2);
}

async fn a_rolled_back_event_leaves_no_gap<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, [Counted { id: 1, n: 1 }]).await;
    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 2 }).await.expect("published");
    fixture.outbox.publish(&mut tx, &Counted { id: 2, n: 2 }).await.expect("published");
    tx.rollback().await.expect("a rollback");
    // Also of a part of a transaction.
    let mut tx = fixture.begin().await;
    DB::execute(&mut tx, "SAVEPOINT part").await.expect("a savepoint");
    fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 3 }).await.expect("published");
    DB::execute(&mut tx, "ROLLBACK TO part").await.expect("a rollback");
    fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 4 }).await.expect("published");
    tx.commit().await.expect("a commit");
    assert_eq!(events(&fixture, "private-stock-1").await, [(1, 1), (2, 4)]);
    assert_eq!(events(&fixture, "private-stock-2").await, []);
}

async fn a_relay_sends_positions_and_keeps_the_events<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut tx = fixture.begin().await;
    for n in 1..=25 {
        fixture.outbox.publish(&mut tx, &Moved { id: n % 2, warehouse: 0, n }).await.expect("published");
    }
    tx.commit().await.expect("a commit");
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_for(WAITING, 0).await;
    // The rows of the other channel are removed at once.
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 25);
    close(relay).await;
    assert_eq!(service.offsets("private-stock-0"), (1..=12).collect::<Vec<_>>());
    assert_eq!(service.offsets("private-stock-1"), (1..=13).collect::<Vec<_>>());
    assert_eq!(service.numbers("private-stock-0"), (2..=24).step_by(2).collect::<Vec<_>>());
    assert_eq!(service.numbers("private-warehouses-0"), (1..=25).collect::<Vec<_>>());
    let first = service.accepted().into_iter().find(|event| event.channel == "private-stock-1").expect("one");
    assert!(first.data.starts_with("{\"_position\":\""), "{}", first.data);
    assert_eq!(events(&fixture, "private-stock-0").await.len(), 12);
}

/// In PostgreSQL, ids are in the order of the insertions and offsets in that of the commits.
async fn events_of_a_channel_are_sent_in_the_order_of_their_offsets<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=30).map(|n| Counted { id: 1, n })).await;
    fixture.execute("UPDATE pusher_outbox SET channel_offset = channel_offset + 1000").await;
    fixture.execute("UPDATE pusher_outbox SET channel_offset = 131 - id").await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_for(WAITING, 0).await;
    close(relay).await;
    assert_eq!(service.offsets("private-stock-1"), (101..=130).collect::<Vec<_>>());
}

fn shown(event: &Received) -> (&str, u64) {
    (&event.event, event.position().offset())
}

async fn an_event_that_is_too_large_for_one_message_is_sent_as_its_position<DB: TestDatabase>(
    fixture: Fixture<DB>,
) {
    let (mut conn, channel) = (fixture.pool.acquire().await.expect("a connection"), StockChannel { id: 1 });
    let large = Described { text: "x".repeat(1_000_000) };
    fixture.outbox.publish_on(&mut conn, &channel, &large).await.expect("published");
    fixture.outbox.publish(&mut conn, &Counted { id: 1, n: 2 }).await.expect("published");
    drop(conn);
    let service = Service::new();
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).on_report(note).start();
    fixture.wait_for(WAITING, 0).await;
    close(relay).await;
    let accepted = service.accepted();
    assert_eq!(accepted.iter().map(shown).collect::<Vec<_>>(), [(POSITION_EVENT, 1), ("counted", 2)]);
    assert_eq!(accepted[0].data, format!("{{\"_position\":\"{}\"}}", accepted[0].position()));
    wait_for_note(&notes, "PositionOnly { channel: \"private-stock-1\", event: \"described\"").await;
    let history = after(&fixture, "private-stock-1", start(&fixture).await).await;
    let ChannelHistory::Events { events, .. } = history else { panic!("{history:?}") };
    assert_eq!(serde_json::from_str::<Described>(events[0].data.get()).expect("the event"), large);
}

async fn the_position_makes_an_event_too_large<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    // 10,240 bytes without the position
    let large = Described { text: "x".repeat(10_229) };
    fixture.outbox.publish_on(&mut conn, &StockChannel { id: 1 }, &large).await.expect("published");
    let fits = Described { text: "x".repeat(10_100) };
    fixture.outbox.publish_on(&mut conn, &StockChannel { id: 1 }, &fits).await.expect("published");
    drop(conn);
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_for(WAITING, 0).await;
    close(relay).await;
    let accepted = service.accepted();
    assert_eq!(accepted.iter().map(shown).collect::<Vec<_>>(), [(POSITION_EVENT, 1), ("described", 2)]);
}

async fn an_event_on_an_encrypted_channel_is_sent_as_its_position<DB: TestDatabase>(fixture: Fixture<DB>) {
    let (mut conn, channel) = (fixture.pool.acquire().await.expect("a connection"), SecretChannel { id: 1 });
    // It fits, but not encrypted.
    for length in [9_000, 10] {
        let event = Described { text: "x".repeat(length) };
        fixture.outbox.publish_on(&mut conn, &channel, &event).await.expect("published");
    }
    drop(conn);
    let recorder = Recorder::new();
    let relay = fixture.relay(recorder.client()).start();
    fixture.wait_for(WAITING, 0).await;
    close(relay).await;
    let sent = recorder.sent();
    let names: Vec<_> = sent.iter().map(|sent| &*sent.event).collect();
    assert_eq!(names, [POSITION_EVENT, "described"]);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 2);
}

/// Refuses requests with an event of this name, and accepts nothing of them.
fn refuses(names: &'static [&'static str]) -> impl FnMut(&[Received]) -> Reaction {
    move |events| {
        let is_poison = |event: &Received| names.contains(&&*event.event);
        if events.iter().any(is_poison) { Reaction::Status(400) } else { Reaction::Accept }
    }
}

async fn a_poison_event_is_sent_as_its_position_and_stays_in_the_history<DB: TestDatabase>(
    fixture: Fixture<DB>,
) {
    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 1 }).await.expect("published");
    fixture.outbox.publish(&mut tx, &Moved { id: 1, warehouse: 1, n: 2 }).await.expect("published");
    fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 3 }).await.expect("published");
    tx.commit().await.expect("a commit");
    let service = Service::scripted(refuses(&["moved"]));
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).on_report(note).start();
    fixture.wait_for(WAITING, 0).await;
    close(relay).await;
    let mut accepted = service.accepted();
    accepted.retain(|event| event.channel == "private-stock-1");
    assert_eq!(
        accepted.iter().map(shown).collect::<Vec<_>>(),
        [("counted", 1), (POSITION_EVENT, 2), ("counted", 3)]
    );
    wait_for_note(&notes, "PositionOnly { channel: \"private-stock-1\"").await;
    assert_eq!(events(&fixture, "private-stock-1").await, [(1, 1), (2, 2), (3, 3)]);
    // The event on the other channel is a dead letter.
    let dead = fixture.outbox.dead_letters().list(10).await.expect("dead letters");
    assert_eq!(dead.len(), 1);
    assert_eq!((&*dead[0].channel, dead[0].offset), ("private-warehouses-1", None));
}

async fn an_event_whose_position_is_refused_is_a_dead_letter_with_its_offset<DB: TestDatabase>(
    fixture: Fixture<DB>,
) {
    publish(&fixture, (1..=3).map(|n| Counted { id: 1, n })).await;
    let service = Service::scripted(|events| {
        if events.iter().any(|event| event.position().offset() == 2) {
            Reaction::Status(413)
        } else {
            Reaction::Accept
        }
    });
    let relay = fixture.relay(service.client()).start();
    fixture.wait_for("SELECT count(*) FROM pusher_dead_letters", 1).await;
    fixture.wait_for(WAITING, 0).await;
    assert_eq!(service.offsets("private-stock-1"), [1, 3]);
    let expected = [(1, 1), (2, 2), (3, 3)];
    assert_eq!(events(&fixture, "private-stock-1").await, expected);
    let letters = fixture.outbox.dead_letters();
    let dead = letters.list(10).await.expect("dead letters");
    assert_eq!((dead[0].offset, dead[0].status), (Some(2), Some(413)));
    // It is sent again with its own position, and is no second event.
    service.script(|_| Reaction::Accept);
    assert!(letters.retry(dead[0].id).await.expect("retried"));
    service.wait_for(3).await;
    fixture.wait_for(WAITING, 0).await;
    assert_eq!(service.offsets("private-stock-1"), [1, 3, 2]);
    assert_eq!(events(&fixture, "private-stock-1").await, expected);
    assert!(!letters.retry(dead[0].id).await.expect("a response"), "it is no dead letter any more");
    close(relay).await;
}

async fn payloads_without_room_for_a_position_are_refused<DB: TestDatabase>(fixture: Fixture<DB>) {
    let (mut conn, channel) = (fixture.pool.acquire().await.expect("a connection"), StockChannel { id: 1 });
    let number = fixture.outbox.publish_on(&mut conn, &channel, &Number(1)).await.expect_err("no object");
    assert!(matches!(number, PublishError::Event(TriggerError::RecoverablePayload { .. })), "{number}");
    assert!(number.to_string().contains("must be a JSON object"), "{number}");
    let reserved = Reserved { _position: 1 };
    let reserved = fixture.outbox.publish_on(&mut conn, &channel, &reserved).await.expect_err("reserved");
    assert!(reserved.to_string().contains("`_position`"), "{reserved}");
}

async fn only_events_on_recoverable_channels_may_be_large<DB: TestDatabase>(fixture: Fixture<DB>) {
    let (mut conn, channel) = (fixture.pool.acquire().await.expect("a connection"), StockChannel { id: 1 });
    let text = |length| Described { text: "x".repeat(length) };
    let outbox = fixture.outbox.clone().limits(Limits::default().recoverable_payload(20_000));
    outbox.publish_on(&mut conn, &channel, &text(19_989)).await.expect("published");
    let error = outbox.publish_on(&mut conn, &channel, &text(19_990)).await.expect_err("too large");
    assert!(
        matches!(
            error,
            PublishError::Event(TriggerError::PayloadTooLarge { size: 20_001, limit: 20_000, .. })
        ),
        "{error}"
    );
    // An event that also goes to another channel has the limit of the service.
    let outbox = fixture.outbox.clone().limits(Limits::default().payload(20));
    let error = outbox.publish(&mut conn, &Moved { id: 1, warehouse: 1, n: 1 }).await.expect_err("too large");
    assert!(matches!(error, PublishError::Event(TriggerError::PayloadTooLarge { limit: 20, .. })), "{error}");
}

async fn a_connection_is_not_excluded_from_recoverable_events<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let recoverable = if DB::BEGIN == "BEGIN" { "true" } else { "1" };
    let insert = format!(
        "INSERT INTO pusher_outbox (channel, event, data, socket_id, recoverable) VALUES ('c', 'e', '{{}}', '1.2', {recoverable})"
    );
    let error = DB::execute(&mut conn, &insert).await.expect_err("a refusal");
    assert!(error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_check_violation), "{error}");
}

/// As after a restore that has disabled the triggers.
async fn a_row_without_an_offset_is_a_dead_letter<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, [Counted { id: 1, n: 1 }]).await;
    fixture.execute("UPDATE pusher_outbox SET channel_offset = NULL").await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_until_empty().await;
    let letters = fixture.outbox.dead_letters();
    let dead = letters.list(10).await.expect("dead letters");
    assert!(dead[0].reason.contains("no offset"), "{dead:?}");
    assert_eq!(dead[0].offset, None);
    // It is published as a new event, which gets an offset.
    assert!(letters.retry(dead[0].id).await.expect("retried"));
    service.wait_for(1).await;
    close(relay).await;
    assert_eq!(service.offsets("private-stock-1"), [2]);
}

async fn old_events_of_each_channel_are_removed_in_order<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..20).map(|n| Counted { id: n % 2, n })).await;
    // The first channel has an event that was sent later than the ones after it, as after a retry.
    fixture.execute("UPDATE pusher_outbox SET sent_at = published_at").await;
    let later =
        "UPDATE pusher_outbox SET sent_at = NULL WHERE channel = 'private-stock-0' AND channel_offset = 4";
    fixture.execute(later).await;
    let service = Service::scripted(|_| Reaction::Status(500));
    let relay = fixture.relay(service.client()).keep_history(Duration::from_millis(1)).start();
    fixture.wait_for("SELECT count(*) FROM pusher_outbox", 7).await;
    assert_eq!(fixture.number("SELECT min(channel_offset) FROM pusher_outbox").await, 4);
    service.script(|_| Reaction::Accept);
    fixture.wait_until_empty().await;
    close(relay).await;
    // The counters stay.
    assert_eq!(fixture.number("SELECT CAST(sum(last_offset) AS BIGINT) FROM pusher_offsets").await, 20);
    publish(&fixture, [Counted { id: 0, n: 20 }]).await;
    assert_eq!(fixture.number("SELECT channel_offset FROM pusher_outbox").await, 11);
}

async fn old_events_are_removed_although_many_of_another_channel_remain<DB: TestDatabase>(
    fixture: Fixture<DB>,
) {
    // More than are removed at once.
    let remaining = 1_100;
    publish(&fixture, (0..remaining + 10).map(|n| Counted { id: u64::from(n >= remaining), n })).await;
    fixture.execute("UPDATE pusher_outbox SET sent_at = published_at").await;
    let first =
        "UPDATE pusher_outbox SET sent_at = NULL WHERE channel = 'private-stock-0' AND channel_offset = 1";
    fixture.execute(first).await;
    let service = Service::scripted(|_| Reaction::Status(500));
    let relay = fixture.relay(service.client()).keep_history(Duration::from_millis(1)).start();
    fixture.wait_for("SELECT count(*) FROM pusher_outbox WHERE channel = 'private-stock-1'", 0).await;
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 1_100);
    service.script(|_| Reaction::Accept);
    fixture.wait_until_empty().await;
    close(relay).await;
}
