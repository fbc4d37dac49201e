//! Compares the received events with the committed ones.

use std::{collections::HashMap, fmt};

use pusher_typed::history::detach_position;
use sqlx::{PgPool, query_as, query_scalar};

use crate::{processes::service::Received, publisher::is_recoverable};

/// The counts of a campaign without a violation.
pub(crate) struct Report {
    committed: u64,
    channels: usize,
    deliveries: usize,
    leases: i64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repeated = self.deliveries as u64 - self.committed;
        write!(
            f,
            "{} events committed on {} channels, all arrived in order; {} deliveries, {repeated} of them repeated; {} leases",
            self.committed, self.channels, self.deliveries, self.leases
        )
    }
}

/// The first deliveries of every channel are 1, 2, 3, … up to its last number.
pub(crate) async fn check(pool: &PgPool, accepted: &[Received]) -> Report {
    let mut next: HashMap<&str, i64> = HashMap::new();
    for event in accepted {
        let data: serde_json::Value = serde_json::from_str(&event.data).expect("JSON");
        let Some(n) = data["n"].as_i64() else { panic!("{event:?} was rolled back") };
        if let Some((position, _)) = detach_position(&event.data) {
            assert_eq!(position.offset().cast_signed(), n, "{event:?}");
        }
        let next = next.entry(&event.channel).or_insert(1);
        assert!(n <= *next, "{event:?} has arrived before {next}");
        *next = (*next).max(n + 1);
    }
    let channels: Vec<(i64, i64)> =
        query_as("SELECT id, n FROM channels WHERE n > 0").fetch_all(pool).await.expect("channels");
    let mut committed = 0;
    for (id, n) in &channels {
        let is_recoverable = is_recoverable(id.unsigned_abs());
        let name = format!("private-{}-{id}", if is_recoverable { "stock" } else { "orders" });
        let arrived = next.get(&*name).map_or(0, |next| next - 1);
        assert_eq!(arrived, *n, "events of the channel {id}");
        committed += n.unsigned_abs();
        if is_recoverable {
            check_history(pool, &name, *n).await;
        }
    }
    let leases = query_scalar("SELECT fence FROM pusher_lease").fetch_one(pool).await.expect("a number");
    assert!(leases > 0, "no relay has ever worked");
    Report { committed, channels: channels.len(), deliveries: accepted.len(), leases }
}

/// The history has every event once, at its number.
async fn check_history(pool: &PgPool, channel: &str, last: i64) {
    let sql = "SELECT channel_offset, (data::json ->> 'n')::bigint FROM pusher_outbox WHERE channel = $1 ORDER BY channel_offset";
    let history: Vec<(i64, i64)> = query_as(sql).bind(channel).fetch_all(pool).await.expect("a history");
    assert!(history.into_iter().eq((1..=last).map(|n| (n, n))), "the history of {channel}");
}
