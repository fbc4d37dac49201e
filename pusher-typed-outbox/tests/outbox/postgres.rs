//! Tests that apply only to PostgreSQL.

use std::time::Duration;

use pusher_typed::client::Limits;
use pusher_typed_outbox::{Database as _, OutboxEntry};
use sqlx::{Connection as _, Postgres, query, query_as};

use crate::{
    database::{Fixture, close},
    lease::{notes, wait_for_note},
    orders::{Changed, Counted, Paid},
    relaying::publish,
    service::{Reaction, Service},
};

const LEVELS: [&str; 3] = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"];

/// The relay's connections, and those of the application's pool, are cut in the middle of its work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_replaced() {
    let fixture = Fixture::<Postgres>::new().await;
    let service = Service::scripted(|_| Reaction::Hold);
    let relay = fixture.relay(service.client()).start();
    for n in 0..5 {
        publish(&fixture, [Changed { id: 1, n }]).await;
        service.wait_until("a request", |service| service.requests().len() as u64 > n).await;
        let mut conn = fixture.pool.acquire().await.expect("a connection").detach();
        query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .execute(&mut conn)
        .await
        .expect("connections are cut");
        conn.close().await.expect("a connection");
        service.release();
        service.wait_until("an event", |service| service.accepted().len() as u64 > n).await;
        fixture.wait_until_empty().await;
    }
    close(relay).await;
    assert_eq!(service.numbers("private-orders-1"), [0, 1, 2, 3, 4]);
}

/// Publishing is one INSERT, which conflicts with nothing at any level.
#[tokio::test]
async fn transactions_that_publish_to_the_same_channels_in_opposite_orders_all_commit() {
    let fixture = Fixture::<Postgres>::new().await;
    for level in LEVELS {
        let (mut one, mut other) = (fixture.begin().await, fixture.begin().await);
        for tx in [&mut one, &mut other] {
            query(sqlx::AssertSqlSafe(format!("SET TRANSACTION ISOLATION LEVEL {level}")))
                .execute(&mut **tx)
                .await
                .expect("a level");
        }
        fixture.outbox.publish(&mut one, &Paid { id: 1, customer: 2 }).await.expect("published");
        fixture.outbox.publish(&mut other, &Changed { id: 2, n: 1 }).await.expect("published");
        fixture.outbox.publish(&mut other, &Changed { id: 1, n: 1 }).await.expect("published");
        fixture.outbox.publish(&mut one, &Changed { id: 2, n: 2 }).await.expect("published");
        one.commit().await.expect(level);
        other.commit().await.expect(level);
    }
    assert_eq!(fixture.number("SELECT count(*) FROM pusher_outbox").await, 15);
}

/// A conflict of the application's own rows at REPEATABLE READ and above: 40001. The events of the transaction are
/// rolled back, and the retried transaction publishes them once.
#[tokio::test]
async fn a_transaction_that_fails_with_40001_has_published_nothing() {
    let fixture = Fixture::<Postgres>::new().await;
    fixture.execute("INSERT INTO orders VALUES (1)").await;
    for level in &LEVELS[1..] {
        let set = format!("SET TRANSACTION ISOLATION LEVEL {level}");
        let (mut one, mut other) = (fixture.begin().await, fixture.begin().await);
        for tx in [&mut one, &mut other] {
            query(sqlx::AssertSqlSafe(set.clone())).execute(&mut **tx).await.expect("a level");
            query("SELECT id FROM orders").execute(&mut **tx).await.expect("a snapshot");
        }
        fixture.outbox.publish(&mut one, &Changed { id: 1, n: 1 }).await.expect("published");
        fixture.outbox.publish(&mut other, &Changed { id: 1, n: 2 }).await.expect("published");
        query("UPDATE orders SET id = id").execute(&mut *one).await.expect("an update");
        one.commit().await.expect("a commit");
        let error = query("UPDATE orders SET id = id").execute(&mut *other).await.expect_err("a conflict");
        let error = error.into_database_error().expect("an error of the database");
        assert_eq!(error.code().as_deref(), Some("40001"), "{level}: {error}");
        other.rollback().await.expect("a rollback");
        let mut again = fixture.begin().await;
        fixture.outbox.publish(&mut again, &Changed { id: 1, n: 2 }).await.expect("published");
        query("UPDATE orders SET id = id").execute(&mut *again).await.expect("an update");
        again.commit().await.expect("a commit");
    }
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    fixture.wait_until_empty().await;
    close(relay).await;
    assert_eq!(service.numbers("private-orders-1"), [1, 2, 1, 2]);
}

/// The relay works also where transactions are serializable by default.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_works_while_serializable_transactions_publish() {
    let fixture = Fixture::<Postgres>::new().await;
    fixture.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database()); END $$").await;
    let pool = <Postgres as crate::database::TestDatabase>::open(fixture.location.clone()).await;
    let outbox = pusher_typed_outbox::Outbox::new(pool.clone());
    let service = Service::new();
    let relay = outbox.relay(service.client()).poll(Duration::from_millis(5)).start();
    let mut writers = tokio::task::JoinSet::new();
    for id in 0..4 {
        let (outbox, pool) = (outbox.clone(), pool.clone());
        writers.spawn(async move {
            for n in 0..25 {
                let mut tx = pool.begin().await.expect("a transaction");
                outbox.publish(&mut tx, &Changed { id, n }).await.expect("published");
                tx.commit().await.expect("a commit");
            }
        });
    }
    writers.join_all().await;
    service.wait_for(100).await;
    fixture.wait_until_empty().await;
    close(relay).await;
}

/// A transaction that is still open while later ones commit: its events are found when it commits.
#[tokio::test]
async fn a_late_commit_is_not_passed_over() {
    let fixture = Fixture::<Postgres>::new().await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    let mut late = fixture.begin().await;
    fixture.outbox.publish(&mut late, &Changed { id: 1, n: 1 }).await.expect("published");
    publish(&fixture, [Changed { id: 1, n: 2 }]).await;
    service.wait_for(1).await;
    fixture.wait_until_empty().await;
    late.commit().await.expect("a commit");
    service.wait_for(2).await;
    fixture.wait_until_empty().await;
    close(relay).await;
    assert_eq!(service.numbers("private-orders-1"), [2, 1]);
}

#[tokio::test]
async fn waiting_rows_are_found_by_the_partial_index() {
    let fixture = Fixture::<Postgres>::new().await;
    fixture
        .execute(
            "INSERT INTO pusher_outbox (channel, event, data, sent_at)
             SELECT 'c' || n, 'e', '1', now() FROM generate_series(1, 20000) AS n",
        )
        .await;
    publish(&fixture, [Changed { id: 1, n: 1 }]).await;
    fixture.execute("ANALYZE pusher_outbox").await;
    let sql = concat!("EXPLAIN ", include_str!("../../sql/postgres/fetch.sql"));
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let plan: Vec<(String,)> = query_as(sql)
        .bind([1_i64].as_slice())
        .bind(["x".to_owned()].as_slice())
        .bind(10_i64)
        .bind(10_000_i64)
        .fetch_all(&mut *conn)
        .await
        .expect("a plan");
    assert!(plan.iter().any(|line| line.0.contains("pusher_outbox_waiting")), "{plan:?}");
}

/// The documented INSERT, with another library.
#[tokio::test]
async fn tokio_postgres_publishes_by_the_documented_statement() {
    let fixture = Fixture::<Postgres>::new().await;
    let mut config = tokio_postgres::Config::new();
    config
        .host(fixture.location.get_host())
        .port(fixture.location.get_port())
        .user("postgres")
        .dbname(fixture.location.get_database().expect("a database"));
    let (mut other, connection) = config.connect(tokio_postgres::NoTls).await.expect("a connection");
    let connection = tokio::spawn(connection);
    let socket = "12.34".parse().expect("a socket id");
    let tx = other.transaction().await.expect("a transaction");
    tx.execute("INSERT INTO orders VALUES (1)", &[]).await.expect("an order");
    let entries = OutboxEntry::for_event(&Paid { id: 1, customer: 2 }, &Limits::default()).expect("entries");
    for entry in entries.exclude(&socket) {
        insert(&tx, &entry).await;
    }
    for entry in OutboxEntry::for_event(&Counted { id: 1, n: 7 }, &Limits::default()).expect("entries") {
        insert(&tx, &entry).await;
    }
    tx.commit().await.expect("a commit");
    let tx = other.transaction().await.expect("a transaction");
    for entry in OutboxEntry::for_event(&Changed { id: 1, n: 1 }, &Limits::default()).expect("entries") {
        insert(&tx, &entry).await;
    }
    tx.rollback().await.expect("a rollback");
    drop(other);
    connection.await.expect("no panic").expect("no error");

    let service = Service::new();
    let (note, notes) = notes();
    let relay = fixture.relay(service.client()).on_report(note).start();
    wait_for_note(&notes, "Working").await;
    service.wait_for(3).await;
    close(relay).await;
    assert_eq!(service.offsets("private-stock-1"), [1]);
    let mut received = service.accepted();
    received.retain(|event| event.channel != "private-stock-1");
    assert!(
        received.iter().all(|event| event.event == "paid" && event.socket_id.as_deref() == Some("12.34"))
    );
    assert_eq!(received.len(), 2);
}

async fn insert(tx: &tokio_postgres::Transaction<'_>, entry: &OutboxEntry) {
    let OutboxEntry { channel, event, data, socket_id, recoverable, .. } = entry;
    tx.execute(Postgres::INSERT, &[channel, event, data, socket_id, recoverable]).await.expect("published");
}
