//! How long rows are kept.

use std::time::Duration;

use crate::{
    database::{Fixture, TestDatabase, close},
    on_each_database,
    orders::Changed,
    relaying::publish,
    service::{Reaction, Service},
};

on_each_database! {
    rows_are_kept_and_then_removed
    only_a_prefix_is_removed
}

async fn rows_are_kept_and_then_removed<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..20).map(|n| Changed { id: n % 3, n })).await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).keep(Duration::from_hours(1)).start();
    fixture.wait_for("SELECT count(*) FROM pusher_outbox WHERE sent_at IS NOT NULL", 20).await;
    assert_eq!(fixture.outbox.stats().await.expect("stats").waiting, 0);
    close(relay).await;
    // Sent rows are not sent again.
    assert_eq!(service.accepted().len(), 20);
    let relay = fixture.relay(service.client()).keep(Duration::from_millis(1)).start();
    fixture.wait_until_empty().await;
    close(relay).await;
    assert_eq!(service.accepted().len(), 20);
}

async fn only_a_prefix_is_removed<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..10).map(|n| Changed { id: n, n })).await;
    // The third row is not sent: the relay is paused by it, after the others were sent.
    let service = Service::scripted(|events| {
        if events.iter().any(|event| event.n() == 2) { Reaction::Status(500) } else { Reaction::Accept }
    });
    let ids = "id <> 3";
    fixture.execute(&format!("UPDATE pusher_outbox SET sent_at = published_at WHERE {ids}")).await;
    let relay = fixture.relay(service.client()).keep(Duration::from_millis(1)).start();
    fixture.wait_for("SELECT count(*) FROM pusher_outbox", 8).await;
    assert_eq!(fixture.number("SELECT min(id) FROM pusher_outbox").await, 3);
    service.script(|_| Reaction::Accept);
    fixture.wait_until_empty().await;
    close(relay).await;
}
