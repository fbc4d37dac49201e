//! The state of an application and the positions that belong to it.

use pusher_typed_outbox::PositionsError;

use crate::{
    database::{Fixture, TestDatabase},
    history::{after, numbers},
    on_each_database,
    orders::{Counted, StockChannel},
    recoverable::publish,
};

on_each_database! {
    a_snapshot_has_the_positions_of_its_state
    state_and_positions_agree_while_others_publish
    positions_need_a_transaction
}

async fn a_snapshot_has_the_positions_of_its_state<DB: TestDatabase>(fixture: Fixture<DB>) {
    publish(&fixture, (1..=2).map(|n| Counted { id: 1, n })).await;
    let mut tx = fixture.outbox.snapshot().await.expect("a snapshot");
    assert_eq!(DB::number(&mut tx, "SELECT count(*) FROM orders").await, 0);
    publish(&fixture, [Counted { id: 1, n: 3 }]).await;
    let channels = [StockChannel { id: 1 }, StockChannel { id: 2 }];
    let positions = fixture.outbox.positions(&mut tx, &channels).await.expect("positions");
    tx.commit().await.expect("the end");
    assert_eq!(positions.len(), 2);
    assert_eq!(positions["private-stock-2"].offset(), 0);
    let position = positions["private-stock-1"].clone();
    assert_eq!(position.offset(), 2);
    assert_eq!(numbers(after(&fixture, "private-stock-1", position).await), [(3, 3)]);
}

/// The events of a channel are as many as the application's rows, in every snapshot.
async fn state_and_positions_agree_while_others_publish<DB: TestDatabase>(fixture: Fixture<DB>) {
    let (outbox, pool) = (fixture.outbox.clone(), fixture.pool.clone());
    let writer = tokio::spawn(async move {
        for n in 1..=100 {
            let mut tx = pool.begin_with(DB::BEGIN).await.expect("a transaction");
            DB::execute(&mut tx, &format!("INSERT INTO orders VALUES ({n})")).await.expect("an order");
            outbox.publish(&mut tx, &Counted { id: 1, n }).await.expect("published");
            tx.commit().await.expect("a commit");
        }
    });
    loop {
        let is_finished = writer.is_finished();
        let mut tx = fixture.outbox.snapshot().await.expect("a snapshot");
        let orders = DB::number(&mut tx, "SELECT count(*) FROM orders").await;
        let positions =
            fixture.outbox.positions(&mut tx, &[StockChannel { id: 1 }]).await.expect("positions");
        assert_eq!(positions["private-stock-1"].offset(), orders.unsigned_abs());
        if is_finished {
            break;
        }
    }
    writer.await.expect("no panic");
    assert_eq!(fixture.number("SELECT count(*) FROM orders").await, 100);
}

/// Without a transaction, each query sees another state.
async fn positions_need_a_transaction<DB: TestDatabase>(fixture: Fixture<DB>) {
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    let error = fixture.outbox.positions(&mut conn, &[StockChannel { id: 1 }]).await.expect_err("an error");
    assert!(matches!(error, PositionsError::Isolation), "{error}");
}

#[cfg(feature = "e2e")]
#[tokio::test]
async fn positions_need_a_snapshot() {
    let fixture = Fixture::<sqlx::Postgres>::new().await;
    let mut tx = fixture.begin().await;
    let error = fixture.outbox.positions(&mut tx, &[StockChannel { id: 1 }]).await.expect_err("an error");
    assert!(matches!(error, PositionsError::Isolation), "{error}");
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        let begin = sqlx::AssertSqlSafe(format!("BEGIN ISOLATION LEVEL {level}"));
        let mut tx = fixture.pool.begin_with(begin).await.expect("a transaction");
        fixture.outbox.positions(&mut tx, &[StockChannel { id: 1 }]).await.expect("positions");
    }
}

/// The default of the database applies to single statements as well.
#[cfg(feature = "e2e")]
#[tokio::test]
async fn positions_need_a_transaction_at_every_default_isolation_level() {
    let fixture = Fixture::<sqlx::Postgres>::new().await;
    let mut conn = fixture.pool.acquire().await.expect("a connection");
    sqlx::query("SET default_transaction_isolation = 'repeatable read'")
        .execute(&mut *conn)
        .await
        .expect("set");
    let error = fixture.outbox.positions(&mut conn, &[StockChannel { id: 1 }]).await.expect_err("an error");
    assert!(matches!(error, PositionsError::Isolation), "{error}");
}
