//! A publishing process: each event is published in a transaction of its own.

use std::{
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

use pusher_typed::Event;
use pusher_typed_outbox::Outbox;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use crate::{CHANNELS, runtime};

/// An event of about 200 bytes.
#[derive(Debug, Serialize, Deserialize, Event)]
#[pusher(channel = "news-<id>", event = "headline")]
pub(crate) struct Headline {
    pub(crate) id: u64,
    /// Microseconds since 1970, immediately before the commit.
    pub(crate) committed_at: u64,
    pub(crate) text: String,
}

pub(crate) fn micros() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
    u64::try_from(since.as_micros()).expect("some centuries")
}

pub(crate) fn main(url: &str, events: u64, pause_ms: u64, first: u64) {
    runtime().block_on(async {
        let pool = PgPool::connect(url).await.expect("a database");
        let outbox = Outbox::new(pool.clone());
        for at in 0..events {
            let id = (first + at) % CHANNELS;
            let text =
                "The order was packed and handed over to the carrier, who will bring it tomorrow. ".repeat(2);
            let mut tx = pool.begin().await.expect("a transaction");
            let event = Headline { id, committed_at: micros(), text };
            outbox.publish(&mut tx, &event).await.expect("published");
            tx.commit().await.expect("a commit");
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        }
    });
}

/// Runs a number of publishing processes to their ends.
pub(crate) async fn run(url: &str, processes: u64, events: u64, pause: Duration) {
    let program = std::env::current_exe().expect("the path of this program");
    let start = |first: u64| {
        let arguments = [events, u64::try_from(pause.as_millis()).expect("a short pause"), first];
        Command::new(&program)
            .args(["publisher", url])
            .args(arguments.map(|number| number.to_string()))
            .stdin(Stdio::null())
            .spawn()
            .expect("a process")
    };
    let children: Vec<_> = (0..processes).map(start).collect();
    let ended = tokio::task::spawn_blocking(|| {
        children.into_iter().all(|mut child| child.wait().expect("an end").success())
    });
    assert!(ended.await.expect("no panic"), "a publishing process has failed");
}
