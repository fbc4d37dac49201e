//! Order, batches, encryption and the end of a relay.

use std::collections::BTreeMap;

use pusher_typed::testing::Recorder;
use pusher_typed_outbox::{Outbox, RelayError};

use crate::{
    database::{Fixture, TestDatabase, close},
    on_each_database,
    orders::{Changed, Note},
    service::{Reaction, Service},
};

on_each_database! {
    events_of_a_channel_arrive_in_order_and_batches_form
    a_busy_channel_does_not_keep_out_others
    encrypted_channels_are_stored_in_plain_text_and_sent_encrypted
    at_most_one_request_has_events_of_a_channel
    a_relay_that_is_closed_waits_for_requests_in_flight
    a_relay_that_is_closed_while_the_database_fails_says_so
    without_tables_a_relay_ends
    a_closed_pool_ends_a_relay
    stats_count_what_waits
}

pub(crate) async fn publish<DB: TestDatabase>(
    fixture: &Fixture<DB>,
    events: impl IntoIterator<Item = Changed>,
) {
    let mut tx = fixture.begin().await;
    for event in events {
        fixture.outbox.publish(&mut tx, &event).await.expect("published");
    }
    tx.commit().await.expect("a commit");
}

async fn events_of_a_channel_arrive_in_order_and_batches_form<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..500).map(|at| Changed { id: at % 7, n: at })).await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    let received = service.wait_for(500).await;
    fixture.wait_until_empty().await;
    close(relay).await;
    let mut channels: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for event in &received {
        channels.entry(event.channel.clone()).or_default().push(event.n());
    }
    for (id, (_, numbers)) in (0..).zip(&channels) {
        let expected: Vec<u64> = (0..500).filter(|at| at % 7 == id).collect();
        assert_eq!(numbers, &expected);
    }
    let requests = service.requests();
    assert!(requests.iter().all(|request| request.len() <= 10));
    assert!(requests.len() < 100, "{} requests for 500 events", requests.len());
}

async fn a_busy_channel_does_not_keep_out_others<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..1000).map(|n| Changed { id: 1, n }).chain([Changed { id: 2, n: 0 }])).await;
    let service = Service::scripted(|events| {
        if events[0].channel == "private-orders-1" { Reaction::Hold } else { Reaction::Accept }
    });
    let relay = fixture.relay(service.client()).capacity(100).start();
    service.wait_until("the other channel", |service| service.numbers("private-orders-2") == [0]).await;
    service.script(|_| Reaction::Accept);
    service.release();
    service.wait_for(1001).await;
    assert_eq!(service.numbers("private-orders-1"), (0..1000).collect::<Vec<_>>());
    fixture.wait_until_empty().await;
    close(relay).await;
}

async fn encrypted_channels_are_stored_in_plain_text_and_sent_encrypted<DB: TestDatabase>(
    fixture: Fixture<DB>,
) {
    let note = Note { id: 1, text: "secret".to_owned() };
    let mut tx = fixture.begin().await;
    fixture.outbox.publish(&mut tx, &note).await.expect("published");
    tx.commit().await.expect("a commit");
    assert_eq!(fixture.text("SELECT data FROM pusher_outbox").await, r#"{"id":1,"text":"secret"}"#);

    let recorder = Recorder::new();
    let relay = fixture.relay(recorder.client()).start();
    fixture.wait_until_empty().await;
    close(relay).await;
    // The recorder decrypts only with its own key.
    assert_eq!(recorder.events::<Note>().expect("notes"), std::slice::from_ref(&note));
    fixture
        .outbox
        .publish(&mut fixture.pool.acquire().await.expect("a connection"), &note)
        .await
        .expect("published");
    let service = Service::new();
    let key = "OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=";
    let client = service.builder().encryption_master_key_base64(key).build().expect("a client");
    let relay = fixture.relay(client).start();
    let received = service.wait_for(1).await;
    assert!(received[0].data.contains("ciphertext") && !received[0].data.contains("secret"));
    close(relay).await;
}

async fn at_most_one_request_has_events_of_a_channel<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..30).map(|at| Changed { id: at % 2, n: at })).await;
    let service = Service::scripted(|_| Reaction::Hold);
    let relay = fixture.relay(service.client()).start();
    // 15 events of each of two channels: both are in the first two requests, and nothing else can go out.
    service.wait_until("requests", |service| service.requests().len() == 2).await;
    publish(&fixture, [Changed { id: 9, n: 0 }]).await;
    service.wait_until("a third request", |service| service.requests().len() == 3).await;
    let requests = service.requests();
    let channels = |at: usize| {
        let mut channels: Vec<_> = requests[at].iter().map(|event| event.channel.clone()).collect();
        channels.dedup();
        channels
    };
    assert_eq!(channels(2), ["private-orders-9"]);
    assert!(channels(0).iter().all(|channel| !channels(1).contains(channel)), "{requests:?}");
    service.script(|_| Reaction::Accept);
    (0..3).for_each(|_| service.release());
    service
        .wait_until("the first", |service| {
            service.release();
            service.accepted().len() == 31
        })
        .await;
    fixture.wait_until_empty().await;
    close(relay).await;
}

async fn a_relay_that_is_closed_waits_for_requests_in_flight<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (0..25).map(|n| Changed { id: 1, n })).await;
    let service = Service::scripted(|_| Reaction::Hold);
    let relay = fixture.relay(service.client()).start();
    service.wait_until("a request", |service| !service.requests().is_empty()).await;
    let mut closing = std::pin::pin!(relay.close());
    tokio::select! {
        biased;
        ended = &mut closing => panic!("{ended:?}"),
        () = std::future::ready(()) => {}
    }
    service.release();
    closing.await.expect("no error");
    // What was sent is acknowledged, the rest waits, and the lease is free.
    assert_eq!(service.accepted().len(), 10);
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 15);
    let service = Service::new();
    let relay = fixture.outbox.relay(service.client()).start();
    service.wait_for(15).await;
    close(relay).await;
}

async fn a_relay_that_is_closed_while_the_database_fails_says_so<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, [Changed { id: 1, n: 0 }]).await;
    let service = Service::scripted(|_| Reaction::Hold);
    let relay = fixture.relay(service.client()).start();
    service.wait_until("a request", |service| !service.requests().is_empty()).await;
    let mut tx = fixture.begin().await;
    DB::execute(&mut tx, "UPDATE pusher_lease SET holder = 'blocked'").await.expect("the lease");
    service.release();
    let ended = relay.close().await;
    assert!(matches!(ended, Err(RelayError::Unacknowledged { events: 1, .. })), "{ended:?}");
    tx.rollback().await.expect("a rollback");
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_until_empty().await;
    close(relay).await;
}

async fn without_tables_a_relay_ends<DB: TestDatabase>(_: Fixture<DB>) {
    let fixture = Fixture::<DB>::empty().await;
    let ended = fixture.relay(Service::new().client()).start().await;
    assert!(matches!(ended, Err(RelayError::NotMigrated)), "{ended:?}");
    fixture.outbox.migrate().await.expect("tables");
    fixture.execute("INSERT INTO pusher_schema (version) VALUES (99)").await;
    let ended = fixture.relay(Service::new().client()).start().await;
    assert!(matches!(ended, Err(RelayError::Newer { found: 99, .. })), "{ended:?}");
}

async fn a_closed_pool_ends_a_relay<DB: TestDatabase>(fixture: Fixture<DB>) {
    let pool = DB::open(fixture.location.clone()).await;
    let relay = Outbox::new(pool.clone()).relay(Service::new().client()).start();
    fixture.wait_for("SELECT fence FROM pusher_lease", 1).await;
    pool.close().await;
    let ended = relay.await;
    assert!(matches!(ended, Err(RelayError::PoolClosed)), "{ended:?}");
}

async fn stats_count_what_waits<DB: TestDatabase>(fixture: Fixture<DB>) {
    let stats = fixture.outbox.stats().await.expect("stats");
    assert_eq!((stats.waiting, stats.dead, stats.oldest_waiting), (0, 0, None));
    assert!(stats.lag.is_zero());
    let before = std::time::SystemTime::now() - std::time::Duration::from_secs(1);
    publish(&fixture, (0..3).map(|n| Changed { id: 1, n })).await;
    let stats = fixture.outbox.stats().await.expect("stats");
    assert_eq!((stats.waiting, stats.dead), (3, 0));
    assert!(stats.oldest_waiting.is_some_and(|oldest| oldest > before));
}
