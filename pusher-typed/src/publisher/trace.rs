//! The `tracing` events of the publisher: outages and failures, never payloads.

#[cfg(not(feature = "tracing"))]
mod switched {
    use crate::publisher::{scheduler::Change, undelivered::Undelivered};

    pub(in crate::publisher) fn note_change(_: Change) {}

    pub(in crate::publisher) fn note_undelivered(_: &Undelivered) {}

    pub(in crate::publisher) fn note_panic() {}
}

#[cfg(feature = "tracing")]
mod switched {
    use std::{error::Error as _, time::Duration};

    use tracing::{error, info, warn};

    use crate::publisher::{scheduler::Change, undelivered::Undelivered};

    /// The public module, for filters.
    const TARGET: &str = "pusher_typed::publisher";

    fn milliseconds(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }

    pub(in crate::publisher) fn note_change(change: Change) {
        match change {
            Change::None => {}
            Change::Pause { pause, began } => {
                let pause_ms = milliseconds(pause);
                if began {
                    warn!(target: TARGET, pause_ms, "an outage of the service began; events wait");
                } else {
                    warn!(target: TARGET, pause_ms, "the outage of the service continues");
                }
            }
            Change::Over(outage) => {
                info!(target: TARGET, outage_ms = milliseconds(outage), "the outage of the service has ended");
            }
        }
    }

    pub(in crate::publisher) fn note_undelivered(undelivered: &Undelivered) {
        let error = undelivered.error();
        let cause = error.source().map(tracing::field::display);
        warn!(
            target: TARGET,
            event = undelivered.event_name(),
            channels = undelivered.recipients().join(","),
            size = undelivered.size(),
            may_have_arrived = undelivered.may_have_arrived(),
            error = %error,
            cause,
            "an event was not delivered"
        );
    }

    pub(in crate::publisher) fn note_panic() {
        error!(target: TARGET, "the callback of `on_failure` panicked; the event is counted as failed");
    }
}

pub(super) use self::switched::{note_change, note_panic, note_undelivered};
