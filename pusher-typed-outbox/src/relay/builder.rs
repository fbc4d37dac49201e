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
#[must_use = "a relay does nothing until it is started"]
pub struct RelayBuilder<DB: Database> {
    config: Config<DB>,
}

impl<DB: Database> RelayBuilder<DB> {
    const SHORTEST_LEASE: Duration = Duration::from_millis(300);
    const SHORTEST_POLL: Duration = Duration::from_millis(1);

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
                capacity: 2000,
            },
        }
    }

    /// How many requests may be in flight at once, at least 1; 32 by default. At most one of them has events of the same
    /// channel.
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.config.in_flight = requests.max(1);
        self
    }

    /// How long a relay has the lease without renewing it, at least 300 ms; 15 seconds by default. After a relay was
    /// killed, another one begins within this time and a second.
    ///
    /// A request may take a third of it, or the client's timeout if that is shorter. No request starts later than two
    /// thirds after the lease was renewed, which happens six times as often as necessary.
    pub fn lease(mut self, duration: Duration) -> Self {
        self.config.lease = duration.max(Self::SHORTEST_LEASE);
        self
    }

    /// How often the relay looks for events, at least 1 ms; every 100 ms by default. An event that was published in the
    /// process of the working relay is found earlier.
    pub fn poll(mut self, interval: Duration) -> Self {
        self.config.poll = interval.max(Self::SHORTEST_POLL);
        self
    }

    /// How long rows are kept after their event was sent; zero by default: they are deleted at once.
    ///
    /// Rows are removed in the order in which they were published, so a channel never has a gap. Relays of one outbox
    /// should agree: the one that works decides.
    pub fn keep(mut self, duration: Duration) -> Self {
        self.config.keep = duration;
        self
    }

    /// How many rows the relay has in memory at most, at least 100; 2,000 by default.
    pub fn capacity(mut self, rows: usize) -> Self {
        self.config.capacity = rows.max(100);
        self
    }

    /// Calls `callback` for everything that an operator may want to know: the relay has begun to work, is paused by an
    /// outage or a wrong configuration, has resumed, has moved an event to the dead letters, cannot reach the database.
    ///
    /// It is called by the relay's task and must not block. `tracing` events are emitted in any case.
    pub fn on_report(mut self, callback: impl Fn(&RelayReport) + Send + Sync + 'static) -> Self {
        self.config.reporter = Reporter(Some(Arc::new(callback)));
        self
    }

    /// Starts the relay as a task of the current Tokio runtime.
    ///
    /// # Panics
    /// Outside of a Tokio runtime.
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
            .field("capacity", &self.config.capacity)
            .finish_non_exhaustive()
    }
}
