//! Transactions per second with and without an event.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use pusher_typed_outbox::Outbox;
use sqlx::{PgPool, Postgres, query};
use tokio::task::JoinSet;

use crate::{
    database::{Changed, RecoverablyChanged, Server, TEXT, scaled},
    table::{print, whole},
};

/// What a writer does in its transactions, beside the application's own row.
#[derive(Clone, Copy)]
pub(crate) enum Publish {
    Nothing,
    OnChannels(u64),
    OnRecoverableChannels(u64),
}

/// One transaction of the application.
pub(crate) async fn transaction(pool: &PgPool, outbox: &Outbox<Postgres>, publish: Publish, at: u64) {
    let mut tx = pool.begin().await.expect("a transaction");
    query("INSERT INTO orders (text) VALUES ($1)").bind(TEXT).execute(&mut *tx).await.expect("an order");
    match publish {
        Publish::Nothing => {}
        Publish::OnChannels(channels) => {
            let event = Changed { id: at % channels, text: TEXT };
            outbox.publish(&mut tx, &event).await.expect("published");
        }
        Publish::OnRecoverableChannels(channels) => {
            let event = RecoverablyChanged { id: at % channels, text: TEXT };
            outbox.publish(&mut tx, &event).await.expect("published");
        }
    }
    tx.commit().await.expect("a commit");
}

async fn per_second(server: &Server, writers: u64, publish: Publish) -> f64 {
    let (outbox, pool) = server.outbox(u32::try_from(writers).expect("a few")).await;
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut tasks = JoinSet::new();
    for _ in 0..writers {
        let (pool, outbox, stop, count) =
            (pool.clone(), outbox.clone(), Arc::clone(&stop), Arc::clone(&count));
        tasks.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let at = count.fetch_add(1, Ordering::Relaxed);
                transaction(&pool, &outbox, publish, at).await;
            }
        });
    }
    let began = Instant::now();
    tokio::time::sleep(Duration::from_millis(scaled(1000))).await;
    stop.store(true, Ordering::Relaxed);
    tasks.join_all().await;
    #[allow(clippy::cast_precision_loss)]
    let count = count.load(Ordering::Relaxed) as f64;
    count / began.elapsed().as_secs_f64()
}

/// The columns take turns, so that other work on the machine does not slow one of them alone.
pub(crate) async fn throughput(server: &Server) {
    const ROUNDS: u32 = 7;
    const COLUMNS: [Publish; 5] = [
        Publish::Nothing,
        Publish::OnChannels(1),
        Publish::OnChannels(1000),
        Publish::OnRecoverableChannels(1),
        Publish::OnRecoverableChannels(1000),
    ];
    let mut rows = Vec::new();
    for writers in [1, 8, 32] {
        let mut sums = [0.0; COLUMNS.len()];
        for _ in 0..ROUNDS {
            for (sum, column) in sums.iter_mut().zip(COLUMNS) {
                *sum += per_second(server, writers, column).await;
            }
        }
        let mean = sums.map(|sum| whole(sum / f64::from(ROUNDS)));
        rows.push([writers.to_string()].into_iter().chain(mean).collect());
    }
    print(
        "Transactions per second: the application's own row alone, and with one event",
        &[
            "writers",
            "row alone",
            "and an event on one channel",
            "on one of 1,000 channels",
            "on one recoverable channel",
            "on one of 1,000 recoverable channels",
        ],
        &rows,
    );
}
