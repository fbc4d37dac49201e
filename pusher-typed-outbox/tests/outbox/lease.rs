//! One relay is active, the others are on standby.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use pusher_typed_outbox::{RelayError, RelayReport};

use crate::{
    database::{Fixture, TestDatabase, close},
    on_each_database,
    orders::Changed,
    relaying::publish,
    service::{Reaction, Service},
};

on_each_database! {
    one_relay_works_and_another_takes_over_when_it_is_closed
    a_relay_that_was_killed_is_replaced_when_its_lease_has_expired
    a_relay_whose_lease_was_taken_acknowledges_nothing
    no_request_starts_without_a_fresh_lease
    the_longest_times_are_limited
}

/// A callback that notes what is reported, and the notes.
pub(crate) fn notes() -> (impl Fn(&RelayReport) + Send + Sync + 'static, Arc<Mutex<Vec<String>>>) {
    let notes: Arc<Mutex<Vec<String>>> = Arc::default();
    let note = Arc::clone(&notes);
    (move |report: &RelayReport| note.lock().expect("notes").push(format!("{report:?}")), notes)
}

/// Waits until something was reported whose `Debug` begins like this; the limit is a minute.
pub(crate) async fn wait_for_note(notes: &Arc<Mutex<Vec<String>>>, beginning: &str) {
    let waiting = async {
        while !notes.lock().expect("notes").iter().any(|note| note.starts_with(beginning)) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
    assert!(waited.is_ok(), "{beginning}: {notes:?}");
}

async fn one_relay_works_and_another_takes_over_when_it_is_closed<DB: TestDatabase>(fixture: Fixture<DB>) {
    let (first, second) = (Service::new(), Service::new());
    let one = fixture.relay(first.client()).start();
    fixture.wait_for("SELECT fence FROM pusher_lease", 1).await;
    let (note, notes) = notes();
    let other = fixture.relay(second.client()).on_report(note).start();
    wait_for_note(&notes, "StandingBy").await;
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    first.wait_for(1).await;
    fixture.wait_until_empty().await;
    close(one).await;
    publish(&fixture, [Changed { id: 1, n: 2 }]).await;
    assert_eq!(second.wait_for(1).await[0].n(), 2);
    wait_for_note(&notes, "Working { fence: 2 }").await;
    fixture.wait_until_empty().await;
    close(other).await;
    assert_eq!(first.accepted().len(), 1);
}

async fn a_relay_that_was_killed_is_replaced_when_its_lease_has_expired<DB: TestDatabase>(
    fixture: Fixture<DB>,
) {
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    let first = Service::scripted(|_| Reaction::Hold);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let pool = runtime.spawn(DB::open(fixture.location.clone())).await.expect("a pool");
    let client = first.client();
    let relay = {
        let _context = runtime.enter();
        pusher_typed_outbox::Outbox::new(pool).relay(client).lease(Duration::from_secs(1)).start()
    };
    first.wait_until("a request", |service| !service.requests().is_empty()).await;
    // Nothing of it runs any more, and the lease is not released.
    runtime.shutdown_background();
    assert!(matches!(relay.await, Err(RelayError::Task(_))));
    let second = Service::new();
    let relay = fixture.relay(second.client()).start();
    assert_eq!(second.wait_for(1).await[0].n(), 1);
    fixture.wait_until_empty().await;
    close(relay).await;
}

async fn a_relay_whose_lease_was_taken_acknowledges_nothing<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    let service = Service::scripted(|_| Reaction::Hold);
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).on_report(note).start();
    service.wait_until("a request", |service| !service.requests().is_empty()).await;
    // As another relay would after this one was suspended.
    fixture.execute("UPDATE pusher_lease SET fence = fence + 1").await;
    service.script(|_| Reaction::Accept);
    service.release();
    wait_for_note(&notes, "LeaseLost").await;
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 1, "it is still waiting");
    fixture.wait_until_empty().await;
    assert_eq!(service.numbers("private-orders-1"), [1, 1]);
    close(relay).await;
}

async fn no_request_starts_without_a_fresh_lease<DB: TestDatabase>(fixture: Fixture<DB>) {
    let service = Service::new();
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).lease(Duration::from_millis(600)).on_report(note).start();
    wait_for_note(&notes, "Working").await;
    // The relay cannot renew its lease, because another transaction holds the row.
    let mut tx = fixture.begin().await;
    DB::execute(&mut tx, "UPDATE pusher_lease SET holder = 'blocked'").await.expect("the lease");
    wait_for_note(&notes, "DatabaseFailed").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    fixture.outbox.publish(&mut tx, &Changed { id: 1, n: 1 }).await.expect("published");
    DB::execute(&mut tx, "UPDATE pusher_lease SET fence = fence + 1").await.expect("the lease");
    tx.commit().await.expect("a commit");
    wait_for_note(&notes, "LeaseLost").await;
    service.wait_for(1).await;
    fixture.wait_until_empty().await;
    assert_eq!(service.requests().len(), 1, "none by the relay that had lost its lease");
    close(relay).await;
}

/// A relay that polls only when it is woken.
async fn the_longest_times_are_limited<DB: TestDatabase>(fixture: Fixture<DB>) {
    let service = Service::new();
    let relay = fixture.outbox.relay(service.client()).lease(Duration::MAX).poll(Duration::MAX);
    let relay = relay.keep(Duration::MAX).keep_history(Duration::MAX).capacity(usize::MAX).start();
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    service.wait_for(1).await;
    close(relay).await;
}
