//! Offsets of concurrent transactions in PostgreSQL.

use std::{collections::BTreeMap, time::Duration};

use pusher_typed_outbox::{Outbox, PublishError};
use sqlx::{AssertSqlSafe, PgPool, Postgres, postgres::PgPoolOptions, query, query_as};
use tokio::task::JoinSet;

use crate::{
    database::{Fixture, close},
    history::events,
    orders::Counted,
    service::Service,
};

const WRITERS: u64 = 16;
const TRANSACTIONS: u64 = 40;
const CHANNELS: u64 = 3;

/// Each transaction publishes on two hot channels, half of them in the opposite order. It also numbers itself under a lock
/// of the application, which is kept until the commit: these numbers are the order of the commits.
async fn write(pool: PgPool, outbox: Outbox<Postgres>, writer: u64) -> u64 {
    let mut committed = 0;
    for at in 0..TRANSACTIONS {
        let number = writer * TRANSACTIONS + at;
        let (one, other) = (number % CHANNELS, (number + 1) % CHANNELS);
        let mut tx = pool.begin().await.expect("a transaction");
        for id in if number.is_multiple_of(2) { [one, other] } else { [other, one] } {
            outbox.publish(&mut tx, &Counted { id, n: number }).await.expect("published");
        }
        if number.is_multiple_of(5) {
            tx.rollback().await.expect("a rollback");
            continue;
        }
        committed += 1;
        tx.commit().await.expect("a commit");
    }
    committed
}

async fn pool(fixture: &Fixture<Postgres>) -> PgPool {
    let options = fixture.location.clone();
    PgPoolOptions::new().max_connections(20).connect_with(options).await.expect("a pool")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn offsets_of_concurrent_transactions_have_no_gaps_and_nobody_deadlocks() {
    let fixture = Fixture::<Postgres>::new().await;
    let pool = pool(&fixture).await;
    let service = Service::new();
    let relay = fixture.relay(service.client()).start();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        writers.spawn(write(pool.clone(), fixture.outbox.clone(), writer));
    }
    let committed: u64 = writers.join_all().await.iter().sum();
    fixture.wait_for("SELECT count(*) FROM pusher_outbox WHERE sent_at IS NULL", 0).await;
    close(relay).await;
    let mut found = 0;
    for id in 0..CHANNELS {
        let history = events(&fixture, &format!("private-stock-{id}")).await;
        let offsets: Vec<u64> = history.iter().map(|(offset, _)| *offset).collect();
        assert_eq!(offsets, (1..=history.len() as u64).collect::<Vec<_>>());
        assert!(history.iter().all(|(_, number)| !number.is_multiple_of(5)), "rolled back");
        found += history.len() as u64;
        // Every event was sent with its own offset.
        let mut sent: Vec<_> = service
            .accepted()
            .into_iter()
            .filter(|event| event.channel == format!("private-stock-{id}"))
            .map(|event| (event.position().offset(), event.n()))
            .collect();
        sent.sort_unstable();
        sent.dedup();
        assert_eq!(sent, history);
    }
    assert_eq!(found, committed * 2);
}

/// The application's rows are numbered in the order of the commits. On each channel, the offsets are in the same order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn offsets_are_in_the_order_of_the_commits() {
    let fixture = Fixture::<Postgres>::new().await;
    fixture.execute("CREATE TABLE numbers (n BIGINT NOT NULL)").await;
    fixture.execute("INSERT INTO numbers VALUES (0)").await;
    let pool = pool(&fixture).await;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (pool, outbox) = (pool.clone(), fixture.outbox.clone());
        writers.spawn(async move {
            for at in 0..20 {
                let mut tx = pool.begin().await.expect("a transaction");
                // Inserted before the lock: the ids are in another order than the commits.
                let id = (writer + at) % CHANNELS;
                outbox.publish(&mut tx, &Counted { id, n: 0 }).await.expect("published");
                tokio::task::yield_now().await;
                let (n,): (i64,) = query_as("UPDATE numbers SET n = n + 1 RETURNING n")
                    .fetch_one(&mut *tx)
                    .await
                    .expect("a number");
                query("UPDATE pusher_outbox SET data = $1 WHERE channel_offset IS NULL")
                    .bind(format!("{{\"n\":{n}}}"))
                    .execute(&mut *tx)
                    .await
                    .expect("the number in the event");
                tx.commit().await.expect("a commit");
            }
        });
    }
    writers.join_all().await;
    let mut numbers = BTreeMap::new();
    for id in 0..CHANNELS {
        let history = events(&fixture, &format!("private-stock-{id}")).await;
        assert!(history.is_sorted_by_key(|(_, number)| *number), "{history:?}");
        numbers.extend(history.into_iter().map(|(_, number)| (number, id)));
    }
    assert_eq!(numbers.len() as u64, WRITERS * 20);
}

/// A transaction whose snapshot is older than the counter fails as a whole at its commit, and leaves no gap.
#[tokio::test]
async fn a_conflict_at_repeatable_read_is_40001_at_the_commit() {
    let fixture = Fixture::<Postgres>::new().await;
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        let begin = format!("BEGIN ISOLATION LEVEL {level}");
        let mut tx = fixture.pool.begin_with(AssertSqlSafe(begin)).await.expect("a transaction");
        query("SELECT count(*) FROM orders").execute(&mut *tx).await.expect("a snapshot");
        let mut conn = fixture.pool.acquire().await.expect("a connection");
        fixture.outbox.publish(&mut conn, &Counted { id: 1, n: 1 }).await.expect("published");
        fixture.outbox.publish(&mut tx, &Counted { id: 1, n: 2 }).await.expect("published");
        let error = tx.commit().await.expect_err("a conflict");
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("40001"), "{level}: {error}");
    }
    assert_eq!(events(&fixture, "private-stock-1").await, [(1, 1), (2, 1)]);
}

/// A role that may insert the documented columns, and nothing else.
#[tokio::test]
async fn a_role_publishes_with_the_documented_permissions_only() {
    let fixture = Fixture::<Postgres>::new().await;
    let name = fixture.location.get_database().expect("a name");
    for sql in [
        format!("CREATE ROLE {name}_app LOGIN"),
        format!("GRANT INSERT (channel, event, data, socket_id, recoverable) ON pusher_outbox TO {name}_app"),
        format!("CREATE ROLE {name}_reader LOGIN"),
        format!("GRANT SELECT ON pusher_outbox, pusher_offsets TO {name}_reader"),
        format!("CREATE ROLE {name}_relay LOGIN"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON pusher_outbox, pusher_dead_letters TO {name}_relay"),
        format!("GRANT SELECT, UPDATE ON pusher_lease TO {name}_relay"),
        format!("GRANT SELECT ON pusher_schema TO {name}_relay"),
    ] {
        fixture.execute(&sql).await;
    }
    let open = async |role| {
        let options = fixture.location.clone().username(&format!("{name}_{role}"));
        PgPoolOptions::new().max_connections(2).connect_with(options).await.expect("a pool")
    };
    let app = open("app").await;
    // Another search path, and tables of the same names that do not belong to the outbox.
    let mut tx = app.begin().await.expect("a transaction");
    let outbox = Outbox::new(app.clone());
    outbox.publish(&mut tx, &Counted { id: 1, n: 1 }).await.expect("published");
    for sql in [
        "CREATE TEMPORARY TABLE pusher_offsets (channel text PRIMARY KEY, last_offset bigint NOT NULL)",
        "INSERT INTO pusher_offsets VALUES ('private-stock-1', 100)",
        "SET search_path = pg_temp",
    ] {
        query(sql).execute(&mut *tx).await.expect(sql);
    }
    tx.commit().await.expect("a commit");
    let forged = "INSERT INTO pusher_outbox (channel, event, data, recoverable, channel_offset) VALUES ('private-stock-1', 'e', '{}', true, 7)";
    assert!(query(forged).execute(&open("app").await).await.is_err(), "no permission for the offset");
    assert_eq!(events(&fixture, "private-stock-1").await, [(1, 1)]);

    let reader = Outbox::new(open("reader").await);
    let mut tx = reader.snapshot().await.expect("a snapshot");
    let channel = crate::orders::StockChannel { id: 1 };
    let positions = reader.positions(&mut tx, &[channel]).await.expect("positions");
    assert_eq!(positions["private-stock-1"].offset(), 1);
    drop(tx);
    let service = Service::new();
    let relay = Outbox::new(open("relay").await).relay(service.client()).start();
    service.wait_for(1).await;
    fixture.wait_for("SELECT count(*) FROM pusher_outbox WHERE sent_at IS NULL", 0).await;
    close(relay).await;
    assert_eq!(service.offsets("private-stock-1"), [1]);
}

/// A transaction that stays open does not delay the commits of others on the same channel.
#[tokio::test]
async fn an_open_transaction_does_not_block_its_channels() {
    let fixture = Fixture::<Postgres>::new().await;
    let mut open = fixture.begin().await;
    fixture.outbox.publish(&mut open, &Counted { id: 1, n: 1 }).await.expect("published");
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let published: Result<(), PublishError> = tokio::time::timeout(
        Duration::from_mins(1),
        fixture.outbox.publish(&mut conn, &Counted { id: 1, n: 2 }).into_future(),
    )
    .await
    .expect("no lock");
    published.expect("published");
    open.commit().await.expect("a commit");
    assert_eq!(events(&fixture, "private-stock-1").await, [(1, 2), (2, 1)]);
}
