//! Failures of the service, and how the relay continues.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{
    database::{Fixture, TestDatabase, close},
    lease::{notes, wait_for_note},
    on_each_database,
    orders::{Changed, Note},
    relaying::publish,
    service::{Reaction, Service},
};

on_each_database! {
    what_may_have_arrived_is_sent_again
    a_wrong_key_pauses_the_relay_and_loses_nothing
    a_missing_encryption_key_pauses_the_relay
    an_outage_is_probed_by_one_request_at_a_time
}

async fn what_may_have_arrived_is_sent_again<DB: TestDatabase>(fixture: Fixture<DB>) {
    let failures = [
        Reaction::AcceptAndTimeOut,
        Reaction::AcceptAndReset,
        Reaction::Status(500),
        Reaction::Status(503),
        Reaction::Status(429),
        Reaction::Unreachable,
        Reaction::RetryAfter(0),
    ];
    let count = failures.len() + 1;
    let mut script = failures.into_iter();
    let service = Service::scripted(move |_| script.next().unwrap_or(Reaction::Accept));
    publish(&fixture, (0..5).map(|n| Changed { id: 1, n })).await;
    let relay = fixture.relay(service.client()).start();
    fixture.wait_until_empty().await;
    close(relay).await;
    assert_eq!(service.requests().len(), count);
    // Twice accepted without a response: the batch is repeated as a whole.
    assert_eq!(service.numbers("private-orders-1"), [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_dead_letters").await, 0);
}

async fn a_wrong_key_pauses_the_relay_and_loses_nothing<DB: TestDatabase>(fixture: Fixture<DB>) {
    let service = Service::scripted(|_| Reaction::Status(401));
    let (note, notes) = notes();
    publish(&fixture, (0..25).map(|n| Changed { id: n % 3, n })).await;
    let relay = fixture.relay(service.client()).on_report(note).start();
    wait_for_note(&notes, "Paused { reason: Request(Api { status: 401").await;
    service.wait_until("probes", |service| service.requests().len() >= 5).await;
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_dead_letters").await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 25);
    service.script(|_| Reaction::Accept);
    fixture.wait_until_empty().await;
    wait_for_note(&notes, "Resumed").await;
    assert_eq!(service.accepted().len(), 25);
    close(relay).await;
}

async fn a_missing_encryption_key_pauses_the_relay<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    fixture.outbox.publish(&mut conn, &Note { id: 1, text: "x".to_owned() }).await.expect("published");
    drop(conn);
    let service = Service::new();
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).on_report(note).start();
    wait_for_note(&notes, "Paused { reason: Event(MissingEncryptionKey").await;
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 1);
    assert!(service.requests().is_empty());
    close(relay).await;
}

async fn an_outage_is_probed_by_one_request_at_a_time<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..100).map(|n| Changed { id: n, n: 0 })).await;
    let (down, probes) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
    let service = Service::scripted({
        let (down, probes) = (Arc::clone(&down), Arc::clone(&probes));
        move |_| {
            if down.load(Ordering::SeqCst) {
                probes.fetch_add(1, Ordering::SeqCst);
                Reaction::Status(500)
            } else {
                Reaction::Accept
            }
        }
    });
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).in_flight(4).on_report(note).start();
    service.wait_until("probes", |service| service.requests().len() >= 7).await;
    // At most four requests began the outage; every pause after that is one probe.
    let pauses = notes.lock().expect("notes").iter().filter(|note| note.starts_with("Paused")).count();
    assert!(pauses + 4 >= service.requests().len() - 1, "{pauses} pauses");
    down.store(false, Ordering::SeqCst);
    fixture.wait_until_empty().await;
    assert_eq!(service.accepted().len(), 100);
    close(relay).await;
}

/// Ten minutes by the paused clock. A blocked thread keeps Tokio from advancing it by itself while SQLite works.
#[tokio::test(flavor = "current_thread")]
async fn an_outage_of_ten_minutes() {
    let fixture = Fixture::<sqlx::Sqlite>::new().await;
    publish(&fixture, (0..100).map(|at| Changed { id: at % 10, n: at })).await;
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let blocked = tokio::task::spawn_blocking(move || ended.recv().is_err());
    tokio::time::pause();
    let service = Service::scripted(|_| Reaction::Unreachable);
    let (note, notes) = notes();
    // Statements may take a third of the lease by a clock that runs ahead of the database.
    let day = Duration::from_hours(24);
    let relay = fixture.outbox.relay(service.client()).lease(day).on_report(note).start();
    while service.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    for _ in 0..600 {
        tokio::time::advance(Duration::from_secs(1)).await;
        tokio::task::yield_now().await;
    }
    let attempts = service.requests().len();
    // Pauses double from 200 ms to 30 s and are halved at most by the jitter; 32 requests may have begun the outage.
    assert!((20..=32 + 8 + 40).contains(&attempts), "{attempts} attempts");
    service.script(|_| Reaction::Accept);
    while service.accepted().len() < 100 {
        tokio::time::advance(Duration::from_secs(1)).await;
        tokio::task::yield_now().await;
    }
    tokio::time::resume();
    drop(end);
    blocked.await.expect("a thread");
    fixture.wait_until_empty().await;
    close(relay).await;
    for id in 0..10 {
        let expected: Vec<u64> = (0..100).filter(|at| at % 10 == id).collect();
        assert_eq!(service.numbers(&format!("private-orders-{id}")), expected);
    }
    assert!(notes.lock().expect("notes").iter().any(|note| note.starts_with("Resumed")));
}
