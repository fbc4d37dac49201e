//! Tests that apply only to SQLite.

use std::time::Duration;

use pusher_typed_outbox::PublishError;
use sqlx::{Sqlite, query_as};

use crate::{
    database::{Fixture, close},
    lease::{notes, wait_for_note},
    orders::{Changed, Comment, OrderChannel},
    relaying::publish,
    service::Service,
};

#[tokio::test]
async fn the_file_is_in_wal_mode() {
    let fixture = Fixture::<Sqlite>::new().await;
    assert_eq!(fixture.text("PRAGMA journal_mode").await, "wal");
}

#[tokio::test]
async fn waiting_rows_are_found_by_the_partial_index() {
    let fixture = Fixture::<Sqlite>::new().await;
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let sql = concat!("EXPLAIN QUERY PLAN ", include_str!("../../sql/sqlite/fetch.sql"));
    let plan: Vec<(i64, i64, i64, String)> = query_as(sql)
        .bind("[1]")
        .bind("[]")
        .bind(10)
        .bind(10_000)
        .fetch_all(&mut *conn)
        .await
        .expect("a plan");
    assert!(plan.iter().any(|step| step.3.contains("USING INDEX pusher_outbox_waiting")), "{plan:?}");
    assert!(!plan.iter().any(|step| step.3.contains("TEMP B-TREE FOR ORDER BY")), "{plan:?}");
}

/// A page limit on the connection that publishes has the same effect as a full disk.
#[tokio::test]
async fn on_a_full_disk_publishing_fails_and_the_relay_goes_on() {
    let fixture = Fixture::<Sqlite>::new().await;
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    let full = Comment { text: "x".repeat(9000) };
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    sqlx::raw_sql("PRAGMA max_page_count = 30").fetch_one(&mut *conn).await.expect("a limit");
    let mut published = 0;
    let error = loop {
        match fixture.outbox.publish_on(&mut conn, &OrderChannel { id: 2 }, &full).await {
            Ok(()) => published += 1,
            Err(error) => break error,
        }
        assert!(published < 100, "the disk never became full");
    };
    let PublishError::Database(sqlx::Error::Database(error)) = &error else { panic!("{error}") };
    assert_eq!(error.code().as_deref(), Some("13"), "{error}: SQLITE_FULL");
    drop(conn);
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    service.wait_for(published + 1).await;
    fixture.wait_until_empty().await;
    close(relay).await;
}

/// The relay's own statements fail, and succeed again.
#[tokio::test]
async fn a_relay_on_a_full_disk_waits_for_space() {
    let fixture = Fixture::<Sqlite>::new().await;
    let service = Service::new();
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).lease(Duration::from_secs(1)).on_report(note).start();
    wait_for_note(&notes, "Working").await;
    // As SQLITE_FULL, an error of every statement that writes; reading goes on.
    fixture.execute(
        "CREATE TRIGGER full BEFORE UPDATE ON pusher_lease BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    )
    .await;
    wait_for_note(&notes, "DatabaseFailed").await;
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    fixture.execute("DROP TRIGGER full").await;
    wait_for_note(&notes, "DatabaseRecovered").await;
    service.wait_for(1).await;
    fixture.wait_until_empty().await;
    close(relay).await;
}

/// Publishers, a relay and its acknowledgements write to one file at the same time, without `SQLITE_BUSY`.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_are_never_refused() {
    let fixture = Fixture::<Sqlite>::new().await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..8 {
        let (outbox, pool) = (fixture.outbox.clone(), fixture.pool.clone());
        writers.spawn(async move {
            for n in 0..50 {
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
                let _: i64 = sqlx::query_scalar("SELECT count(*) FROM orders")
                    .fetch_one(&mut *tx)
                    .await
                    .expect("read");
                outbox.publish(&mut tx, &Changed { id, n }).await.expect("published");
                tx.commit().await.expect("a commit");
            }
        });
    }
    writers.join_all().await;
    service.wait_for(400).await;
    fixture.wait_until_empty().await;
    close(relay).await;
    for id in 0..8 {
        assert_eq!(service.numbers(&format!("private-orders-{id}")), (0..50).collect::<Vec<_>>());
    }
}
