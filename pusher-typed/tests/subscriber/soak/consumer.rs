//! A consumer that notices each event that is missing without a report.

use std::{sync::atomic::Ordering, time::Duration};

use pusher_typed::subscriber::{Item, SubscribeError, Subscription};
use tokio::time::sleep;

use super::{Shared, random::Random};
use crate::schema::Message;

/// Reads a stream until the first event after the last fault.
pub(super) async fn consume(
    shared: &Shared,
    channel: usize,
    mut stream: Subscription<Message>,
    mut random: Random,
) {
    // Between a loss and the next gap anything may be missing.
    let (mut expected, mut may_have_missed, mut until_gap) = (None, true, false);
    loop {
        let item = stream.next().await.expect("a stream that goes on");
        shared.note(|| {
            format!("consumer {channel}: {}", format!("{item:?}").chars().take(80).collect::<String>())
        });
        let (report, is_gap_open) = match item {
            Item::Event(event) => {
                let number: u64 =
                    event.text.split(' ').next().and_then(|it| it.parse().ok()).expect("a number");
                let next = expected.unwrap_or(number);
                assert!(number >= next, "{number} after {next}: twice, or in another order");
                assert!(
                    number == next || may_have_missed,
                    "{next} of channel {channel} is missing before {number}, without a report: {}",
                    shared.history()
                );
                shared.count("events received", 1);
                shared.count("events missing after a report", number - next);
                (expected, may_have_missed) = (Some(number + 1), until_gap);
                if number >= shared.last[channel].load(Ordering::SeqCst) {
                    return;
                }
                if random.percent(2) {
                    sleep(random.duration(Duration::from_secs(20))).await;
                }
                continue;
            }
            Item::Disconnected(_) => ("reports: disconnected", true),
            Item::Gap => ("reports: gap", false),
            Item::SubscribeFailed { error: SubscribeError::UnclearConfirmation, .. } => {
                ("reports: unclear confirmation", true)
            }
            Item::SubscribeFailed { .. } => ("reports: subscribing failed", true),
            Item::Lagged(_) => ("reports: lagged", until_gap),
            Item::Unreadable(_) => ("reports: unreadable", until_gap),
            other => panic!("{other:?}"),
        };
        shared.count(report, 1);
        (may_have_missed, until_gap) = (true, is_gap_open);
    }
}
