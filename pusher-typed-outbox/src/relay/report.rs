//! The reports of a relay.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use pusher_typed::client::{RequestError, TriggerError};

/// A change in the state of a relay; see [`RelayBuilder::on_report`](super::RelayBuilder::on_report).
#[derive(Debug)]
#[non_exhaustive]
pub enum RelayReport {
    /// The relay has taken the lease and sends events.
    Working {
        /// The number of the lease, which grows by one each time a relay takes it.
        fence: i64,
    },
    /// The relay is on standby, because another relay has the lease.
    StandingBy,
    /// Another relay has taken the lease, because this one was suspended or could not reach the database for
    /// too long. This relay is now on standby.
    LeaseLost,
    /// The relay is paused: the service or the connection to it fails, or the client's configuration is
    /// wrong. After the pause, one request probes the service. This is repeated until a probe succeeds.
    Paused {
        /// The reason.
        reason: PauseReason,
        /// The time until the next request.
        pause: Duration,
    },
    /// The service accepts events again.
    Resumed {
        /// The time since the first failure.
        after: Duration,
    },
    /// An event was moved to the [dead letters](crate::DeadLetters).
    Dead {
        /// The id of the dead letter.
        id: i64,
        /// The name of the channel, or `#server-to-user-ID`.
        channel: String,
        /// The name of the event.
        event: String,
        /// The status of the service's response; `None` if the row was invalid and nothing was sent.
        status: Option<u16>,
        /// The reason for the refusal.
        reason: String,
    },
    /// Only the position of an event on a recoverable channel was sent, because the event is too large for one message or
    /// the service has refused it. Subscribers request the event from the history.
    PositionOnly {
        /// The name of the channel.
        channel: String,
        /// The name of the event.
        event: String,
        /// The position, as text.
        position: String,
        /// The status of the service's response; `None` if the event itself was not sent.
        status: Option<u16>,
        /// The reason.
        reason: String,
    },
    /// A statement of the relay failed, and the previous one had succeeded. The statement is repeated.
    DatabaseFailed {
        /// The error.
        error: StatementError,
    },
    /// Statements succeed again.
    DatabaseRecovered,
}

/// Why the relay is paused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PauseReason {
    /// A request failed.
    #[error(transparent)]
    Request(RequestError),
    /// An event could not be encrypted. Usually the client has no
    /// [`encryption_master_key_base64`](pusher_typed::client::ClientBuilder::encryption_master_key_base64).
    #[error(transparent)]
    Event(TriggerError),
}

/// Why a statement of the relay failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The error of the database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The statement has timed out.
    #[error("the database did not respond within {0:?}")]
    Timeout(Duration),
}

/// The callback for reports.
pub(crate) type Callback = Arc<dyn Fn(&RelayReport) + Send + Sync>;

/// Sends reports to the application's callback and to `tracing`.
#[derive(Clone, Default)]
pub(super) struct Reporter(pub(super) Option<Callback>);

impl Reporter {
    pub(super) fn report(&self, report: &RelayReport) {
        trace(report);
        if let Some(callback) = &self.0 {
            callback(report);
        }
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reporter")
    }
}

/// Formats an error with all of its sources: `a: b: c`.
struct Chain<'e>(&'e dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(error) = next {
            write!(f, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}

fn trace(report: &RelayReport) {
    /// The public module, for filters.
    const TARGET: &str = "pusher_typed_outbox::relay";
    let millis = |time: &Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match report {
        RelayReport::Working { fence } => tracing::info!(target: TARGET, fence, "working"),
        RelayReport::StandingBy => tracing::info!(target: TARGET, "on standby"),
        RelayReport::LeaseLost => tracing::warn!(target: TARGET, "another relay has taken the lease"),
        RelayReport::Paused { reason, pause } => {
            tracing::warn!(target: TARGET, pause_ms = millis(pause), error = %Chain(reason), "paused");
        }
        RelayReport::Resumed { after } => {
            tracing::info!(target: TARGET, after_ms = millis(after), "resumed");
        }
        RelayReport::Dead { id, channel, event, status, reason } => {
            tracing::error!(target: TARGET, id, channel, event, status, reason, "dead letter");
        }
        RelayReport::PositionOnly { channel, event, position, status: None, reason } => {
            tracing::debug!(target: TARGET, channel, event, position, reason, "position only");
        }
        RelayReport::PositionOnly { channel, event, position, status, reason } => {
            tracing::warn!(target: TARGET, channel, event, position, status, reason, "position only");
        }
        RelayReport::DatabaseFailed { error } => {
            tracing::warn!(target: TARGET, error = %Chain(error), "a statement failed");
        }
        RelayReport::DatabaseRecovered => tracing::info!(target: TARGET, "statements succeed again"),
    }
}
