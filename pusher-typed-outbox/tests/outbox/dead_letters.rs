//! Events that the service refuses as invalid.

use pusher_typed::client::Limits;

use crate::{
    database::{Fixture, TestDatabase, close},
    lease::{notes, wait_for_note},
    on_each_database,
    orders::{Changed, Comment, OrderChannel},
    relaying::publish,
    service::{Reaction, Received, Service},
};

on_each_database! {
    a_poison_event_is_found_and_its_channel_goes_on
    a_dead_letter_is_retried_or_discarded
    a_row_that_no_request_can_send_is_a_dead_letter
    dead_letters_are_listed_in_pages
}

/// Refuses requests with an event of this number, and accepts nothing of them.
fn refuses(n: u64, status: u16) -> impl FnMut(&[Received]) -> Reaction {
    move |events| {
        let is_poison = |event: &Received| event.event == "changed" && event.n() == n;
        if events.iter().any(is_poison) { Reaction::Status(status) } else { Reaction::Accept }
    }
}

async fn a_poison_event_is_found_and_its_channel_goes_on<DB: TestDatabase>(fixture: Fixture<DB>) {
    for status in [400, 413] {
        publish(&fixture, (0..20).map(|n| Changed { id: n % 2, n })).await;
        let service = Service::scripted(refuses(6, status));
        let (note, notes) = notes();
        let relay = fixture.relay(service.client()).on_report(note).start();
        fixture.wait_until_empty().await;
        close(relay).await;
        assert_eq!(service.numbers("private-orders-0"), [0, 2, 4, 8, 10, 12, 14, 16, 18]);
        assert_eq!(service.numbers("private-orders-1"), [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
        wait_for_note(&notes, "Dead { id: ").await;
        let dead = fixture.outbox.dead_letters().list(10).await.expect("dead letters");
        let [dead] = &*dead else { panic!("{dead:?}") };
        assert_eq!(
            (&*dead.channel, &*dead.event, &*dead.data, dead.status),
            ("private-orders-0", "changed", r#"{"id":0,"n":6}"#, Some(status))
        );
        assert!(dead.reason.contains("refused"), "{}", dead.reason);
        assert!(dead.died_at >= dead.published_at);
        assert!(fixture.outbox.dead_letters().discard(dead.id).await.expect("discarded"));
    }
}

async fn a_dead_letter_is_retried_or_discarded<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..2).map(|n| Changed { id: 1, n })).await;
    let service = Service::scripted(|_| Reaction::Status(400));
    let relay = fixture.relay(service.client()).start();
    fixture.wait_for("SELECT count(*) FROM pusher_dead_letters", 2).await;
    let letters = fixture.outbox.dead_letters();
    let dead = letters.list(10).await.expect("dead letters");
    assert_eq!(fixture.outbox.stats().await.expect("stats").dead, 2);
    service.script(|_| Reaction::Accept);
    assert!(letters.retry(dead[0].id).await.expect("retried"));
    assert_eq!(service.wait_for(1).await[0].n(), 0);
    assert!(!letters.retry(dead[0].id).await.expect("a response"), "it is no dead letter any more");
    assert!(letters.discard(dead[1].id).await.expect("discarded"));
    assert!(!letters.discard(dead[1].id).await.expect("a response"));
    assert_eq!(fixture.outbox.stats().await.expect("stats").dead, 0);
    fixture.wait_until_empty().await;
    close(relay).await;
}

async fn a_row_that_no_request_can_send_is_a_dead_letter<DB: TestDatabase>(fixture: Fixture<DB>) {
    let columns = "INSERT INTO pusher_outbox (channel, event, data, socket_id) VALUES";
    for values in [
        "('no channel', 'e', '1', NULL)",
        "('private-orders-1', 'pusher:e', '1', NULL)",
        "('private-orders-1', 'e', '1', 'no socket')",
        "('#server-to-user-', 'e', '1', NULL)",
        "('private-orders-1', 'e', '{\"n\":1}', NULL)",
    ] {
        fixture.execute(&format!("{columns} {values}")).await;
    }
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let large = Comment { text: "x".repeat(20_000) };
    let outbox = fixture.outbox.clone().limits(Limits::default().payload(50_000));
    outbox.publish_on(&mut conn, &OrderChannel { id: 1 }, &large).await.expect("published");
    drop(conn);
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_until_empty().await;
    close(relay).await;
    assert_eq!(service.numbers("private-orders-1"), [1]);
    let dead = fixture.outbox.dead_letters().list(10).await.expect("dead letters");
    assert_eq!(dead.len(), 5);
    assert!(dead.iter().all(|dead| dead.status.is_none()), "{dead:?}");
    assert!(dead.iter().any(|dead| dead.reason.contains("20011 bytes")), "{dead:?}");
}

async fn dead_letters_are_listed_in_pages<DB: TestDatabase>(fixture: Fixture<DB>) {
    for id in 1..=5 {
        let columns = "id, channel, event, data, published_at, reason";
        let sql = format!(
            "INSERT INTO pusher_dead_letters ({columns}) SELECT {id}, 'c', 'e', '1', expires_at, 'r' FROM pusher_lease"
        );
        fixture
            .execute("UPDATE pusher_lease SET expires_at = (SELECT max(applied_at) FROM pusher_schema)")
            .await;
        fixture.execute(&sql).await;
    }
    let letters = fixture.outbox.dead_letters();
    let mut seen = Vec::new();
    let mut page = letters.list(2).await.expect("a page");
    while let Some(last) = page.last().map(|dead| dead.id) {
        seen.push(page.iter().map(|dead| dead.id).collect::<Vec<_>>());
        page = letters.list_after(last, 2).await.expect("a page");
    }
    assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![5]]);
}
