//! The rows of the outbox after publishing.

use pusher_typed::client::{Limits, TriggerError};
use pusher_typed_outbox::PublishError;

use crate::{
    database::{Fixture, TestDatabase, close},
    on_each_database,
    orders::{Changed, Comment, CustomerChannel, Note, Notice, OrderChannel, Paid},
    service::Service,
};

on_each_database! {
    an_event_is_published_if_and_when_the_transaction_commits
    an_event_on_several_channels_has_a_row_for_each
    without_a_transaction_an_event_is_published_at_once
    every_way_to_publish_reaches_the_service
    a_payload_over_the_limit_is_refused_before_any_statement
    the_size_of_an_encrypted_payload_counts
    publishing_wakes_the_relay
}

async fn an_event_is_published_if_and_when_the_transaction_commits<DB: TestDatabase>(fixture: Fixture<DB>) {
    let waiting = "SELECT count(*) FROM pusher_outbox";
    let mut tx = fixture.begin().await;
    DB::execute(&mut tx, "INSERT INTO orders VALUES (1)").await.expect("an order");
    fixture.outbox.publish(&mut tx, &Changed { id: 1, n: 1 }).await.expect("published");
    assert_eq!(fixture.number(waiting).await, 0);
    tx.commit().await.expect("a commit");
    assert_eq!(fixture.number(waiting).await, 1);

    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &Changed { id: 1, n: 2 }).await.expect("published");
    tx.rollback().await.expect("a rollback");
    assert_eq!(fixture.number(waiting).await, 1);
}

async fn an_event_on_several_channels_has_a_row_for_each<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &Paid { id: 1, customer: 2 }).await.expect("published");
    tx.commit().await.expect("a commit");
    for (id, channel) in [(1, "private-orders-1"), (2, "private-customers-2")] {
        let sql = format!("SELECT channel || ' ' || event || ' ' || data FROM pusher_outbox WHERE id = {id}");
        assert_eq!(fixture.text(&sql).await, format!(r#"{channel} paid {{"id":1,"customer":2}}"#));
    }
    let channel = CustomerChannel { id: 2 };
    let mut tx = fixture.begin().await;
    fixture.outbox.publish_on(&mut tx, &channel, &Paid { id: 1, customer: 2 }).await.expect("published");
    tx.commit().await.expect("a commit");
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 3);
}

async fn without_a_transaction_an_event_is_published_at_once<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    fixture.outbox.publish(&mut conn, &Changed { id: 1, n: 1 }).await.expect("published");
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 1);
}

async fn every_way_to_publish_reaches_the_service<DB: TestDatabase>(fixture: Fixture<DB>) {
    let outbox = &fixture.outbox;
    let (room, socket) = (OrderChannel { id: 4 }, "12.34".parse().expect("a socket id"));
    let mut tx = fixture.begin().await;
    outbox.publish(&mut tx, &Changed { id: 4, n: 1 }).exclude(&socket).await.expect("published");
    outbox.publish_on(&mut tx, &room, &Comment { text: "\"é\"".to_owned() }).await.expect("published");
    outbox.publish_to_user(&mut tx, &7_u64, &Notice { text: "!".to_owned() }).await.expect("published");
    tx.commit().await.expect("a commit");

    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    let mut received = service.wait_for(3).await;
    received.sort_by(|left, right| right.channel.cmp(&left.channel));
    let shown: Vec<_> = received
        .iter()
        .map(|event| (&*event.channel, &*event.event, &*event.data, event.socket_id.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("private-orders-4", "changed", r#"{"id":4,"n":1}"#, Some("12.34")),
            ("private-orders-4", "comment", r#"{"text":"\"é\""}"#, None),
            ("#server-to-user-7", "notice", r#"{"text":"!"}"#, None),
        ]
    );
    fixture.wait_until_empty().await;
    close(relay).await;
}

async fn a_payload_over_the_limit_is_refused_before_any_statement<DB: TestDatabase>(fixture: Fixture<DB>) {
    let outbox = fixture.outbox.clone().limits(Limits::default().payload(20));
    let mut tx = fixture.begin().await;
    let long = Comment { text: "x".repeat(10) };
    let error = outbox.publish_on(&mut tx, &OrderChannel { id: 1 }, &long).await.expect_err("too long");
    assert!(
        matches!(error, PublishError::Event(TriggerError::PayloadTooLarge { size: 21, limit: 20, .. })),
        "{error}"
    );
    // The transaction can continue.
    let fits = Comment { text: "x".repeat(9) };
    outbox.publish_on(&mut tx, &OrderChannel { id: 1 }, &fits).await.expect("published");
    tx.commit().await.expect("a commit");
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 1);
}

async fn the_size_of_an_encrypted_payload_counts<DB: TestDatabase>(fixture: Fixture<DB>) {
    // {"id":1,"text":"x"} has 19 bytes, encrypted 108
    let note = Note { id: 1, text: "x".to_owned() };
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let outbox = fixture.outbox.clone().limits(Limits::default().payload(107));
    let error = outbox.publish(&mut conn, &note).await.expect_err("too long");
    assert!(
        matches!(error, PublishError::Event(TriggerError::PayloadTooLarge { size: 108, limit: 107, .. })),
        "{error}"
    );
    outbox.limits(Limits::default().payload(108)).publish(&mut conn, &note).await.expect("published");
}

/// Without that it would be a test of a minute.
async fn publishing_wakes_the_relay<DB: TestDatabase>(fixture: Fixture<DB>) {
    let service = Service::new();
    let day = std::time::Duration::from_hours(24);
    let relay = fixture.outbox.relay(service.client()).poll(day).start();
    fixture.wait_for("SELECT count(*) FROM pusher_lease WHERE fence = 1", 1).await;
    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &Changed { id: 1, n: 1 }).await.expect("published");
    tx.commit().await.expect("a commit");
    fixture.outbox.wake();
    service.wait_for(1).await;
    close(relay).await;
}
