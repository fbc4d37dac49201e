//! A publishing process. It continues where the previous one was killed.

use std::collections::BTreeSet;

use pusher_typed::{Channel, Event};
use pusher_typed_outbox::Outbox;
use serde::Serialize;
use sqlx::{PgConnection, PgPool, postgres::PgPoolOptions, query, query_scalar};

use crate::random::Random;

#[derive(Channel)]
#[pusher(channel = "private-orders-<id>")]
struct OrderChannel {
    id: u64,
}

#[derive(Channel)]
#[pusher(channel = "private-stock-<id>", recoverable)]
struct StockChannel {
    id: u64,
}

/// The `n`-th event of a recoverable channel in the order of the commits: its offset is `n`.
#[derive(Serialize, Event)]
#[pusher(channel = StockChannel { id }, event = "counted")]
struct Counted {
    id: u64,
    n: Option<i64>,
}

/// The `n`-th event of a channel in the order of the commits. A transaction that is rolled back has no number.
#[derive(Serialize, Event)]
#[pusher(channel = OrderChannel { id }, event = "changed")]
struct Changed {
    id: u64,
    n: Option<i64>,
}

pub(crate) fn main(url: &str, number: i64, target: i64, channels: u64, seed: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let pool = PgPoolOptions::new().max_connections(1).connect(url).await.expect("a database");
        let outbox = Outbox::new(pool.clone());
        let mut random = Random::new(seed);
        while committed(&pool, number).await < target {
            transaction(&pool, &outbox, number, channels, &mut random).await;
        }
    });
}

async fn committed(pool: &PgPool, number: i64) -> i64 {
    let sql = "SELECT events FROM publishers WHERE number = $1";
    query_scalar(sql).bind(number).fetch_one(pool).await.expect("a number")
}

/// One to three events on different channels; one transaction in ten is rolled back.
async fn transaction(
    pool: &PgPool,
    outbox: &Outbox<sqlx::Postgres>,
    number: i64,
    channels: u64,
    random: &mut Random,
) {
    let mut tx = pool.begin().await.expect("a transaction");
    if random.below(10) == 0 {
        publish(&mut tx, outbox, random.below(channels), None).await;
        return tx.rollback().await.expect("a rollback");
    }
    // The application's own locks are taken in one order.
    let ids: BTreeSet<u64> = (0..=random.below(3)).map(|_| random.below(channels)).collect();
    for id in &ids {
        let n = Some(next(&mut tx, *id).await);
        publish(&mut tx, outbox, *id, n).await;
    }
    query("UPDATE publishers SET events = events + $2 WHERE number = $1")
        .bind(number)
        .bind(i64::try_from(ids.len()).expect("three"))
        .execute(&mut *tx)
        .await
        .expect("a number");
    tx.commit().await.expect("a commit");
}

/// Every other channel is recoverable.
async fn publish(conn: &mut PgConnection, outbox: &Outbox<sqlx::Postgres>, id: u64, n: Option<i64>) {
    let published = if is_recoverable(id) {
        outbox.publish(conn, &Counted { id, n }).await
    } else {
        outbox.publish(conn, &Changed { id, n }).await
    };
    published.expect("published");
}

pub(crate) fn is_recoverable(id: u64) -> bool {
    id % 2 == 1
}

/// The next number of a channel, which nobody else gets before the commit.
async fn next(conn: &mut PgConnection, id: u64) -> i64 {
    let sql = "UPDATE channels SET n = n + 1 WHERE id = $1 RETURNING n";
    query_scalar(sql).bind(id.cast_signed()).fetch_one(conn).await.expect("a number")
}
