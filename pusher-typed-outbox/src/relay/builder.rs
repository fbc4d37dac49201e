//! The options of a relay.

use std::{fmt, sync::Arc, time::Duration};

use pusher_typed::Client;
use sqlx::Pool;
use tokio::sync::Notify;

use super::{
    config::Config,
    handle::Relay,
    report::{RelayReport, Reporter},
    standby::run,
};
use crate::database::Database;

/// The configuration of a relay; see [`Outbox::relay`](crate::Outbox::relay).
///
/// ```no_run
/// use std::time::Duration;
///
/// use pusher_typed::Client;
/// use pusher_typed_outbox::{Database, Outbox, RelayReport};
///
/// # async fn example<DB: Database>(outbox: Outbox<DB>, client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let relay = outbox
///     .relay(client)
///     .keep(Duration::from_secs(24 * 60 * 60)) // sent rows are kept for one day
///     .on_report(|report| match report {
///         RelayReport::Paused { reason, .. } => eprintln!("the relay is paused: {reason}"),
///         RelayReport::Dead { channel, event, reason, .. } => eprintln!("{event} on {channel}: {reason}"),
///         _ => {}
///     })
///     .start();
/// // …
/// relay.close().await?; // before the program ends
/// # Ok(())
/// # }
/// ```
#[must_use = "a relay does nothing until it is started"]
pub struct RelayBuilder<DB: Database> {
    config: Config<DB>,
}

impl<DB: Database> RelayBuilder<DB> {
    const SHORTEST_LEASE: Duration = Duration::from_millis(300);
    const SHORTEST_POLL: Duration = Duration::from_millis(1);
    const LONGEST: Duration = Duration::from_hours(24);

    pub(crate) fn new(pool: Pool<DB>, client: Client, wake: Arc<Notify>) -> Self {
        RelayBuilder {
            config: Config {
                pool,
                client,
                wake,
                reporter: Reporter::default(),
                in_flight: 32,
                lease: Duration::from_secs(15),
                poll: Duration::from_millis(100),
                keep: Duration::ZERO,
                keep_history: Duration::from_hours(24),
                capacity: 2000,
            },
        }
    }

    /// The maximum number of concurrent requests, at least 1; 32 by default. At most one of them contains
    /// events of the same channel.
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.config.in_flight = requests.max(1);
        self
    }

    /// The duration of the lease, at least 300 ms and at most a day; 15 seconds by default. If the process of the active relay
    /// is killed, another relay takes over within this time plus one second.
    ///
    /// A request may take a third of the lease, or the client's timeout if that is shorter. No request starts
    /// later than two thirds of the lease after its last renewal. The relay renews the lease six times within
    /// its duration.
    pub fn lease(mut self, duration: Duration) -> Self {
        self.config.lease = duration.clamp(Self::SHORTEST_LEASE, Self::LONGEST);
        self
    }

    /// How often the relay polls for events, between every millisecond and once a day; every 100 ms by default. An event that was
    /// published in the process of the active relay is found earlier.
    pub fn poll(mut self, interval: Duration) -> Self {
        self.config.poll = interval.clamp(Self::SHORTEST_POLL, Self::LONGEST);
        self
    }

    /// How long rows are kept after their event was sent. The default is zero: they are deleted immediately. This does
    /// not apply to recoverable channels; see [`keep_history`](RelayBuilder::keep_history).
    ///
    /// Rows are removed in the order in which they were published, so the remaining rows of a channel have no
    /// gap. All relays of one outbox should use the same value, because the setting of the active relay
    /// applies.
    pub fn keep(mut self, duration: Duration) -> Self {
        self.config.keep = duration;
        self
    }

    /// How long the events of recoverable channels are kept after they were sent; 24 hours by default.
    ///
    /// A subscriber that was offline for longer receives a reset instead of the missed events, so this is also the time
    /// for which a laptop can sleep without a reset. With zero, almost every reconnection is a reset. Only the oldest
    /// events of a channel are removed, in the order of their offsets. All relays of one outbox should use the same
    /// value.
    pub fn keep_history(mut self, duration: Duration) -> Self {
        self.config.keep_history = duration;
        self
    }

    /// The maximum number of rows that the relay has in memory, at least 100; 2,000 by default.
    pub fn capacity(mut self, rows: usize) -> Self {
        self.config.capacity = rows.max(100);
        self
    }

    /// Calls `callback` for changes in the state of the relay: it has become active, is paused by an outage
    /// or a wrong configuration, has resumed, has moved an event to the dead letters, has sent only the position of an
    /// event, or cannot reach the database.
    ///
    /// The callback runs in the relay's task and must not block. `tracing` events are emitted independently
    /// of it.
    pub fn on_report(mut self, callback: impl Fn(&RelayReport) + Send + Sync + 'static) -> Self {
        self.config.reporter = Reporter(Some(Arc::new(callback)));
        self
    }

    /// Starts the relay as a task of the current Tokio runtime.
    ///
    /// # Panics
    /// Panics if it is called outside of a Tokio runtime.
    pub fn start(self) -> Relay {
        Relay::spawn(|stop| run(self.config, stop))
    }
}

impl<DB: Database> fmt::Debug for RelayBuilder<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayBuilder")
            .field("client", &self.config.client)
            .field("in_flight", &self.config.in_flight)
            .field("lease", &self.config.lease)
            .field("poll", &self.config.poll)
            .field("keep", &self.config.keep)
            .field("keep_history", &self.config.keep_history)
            .field("capacity", &self.config.capacity)
            .finish_non_exhaustive()
    }
}
