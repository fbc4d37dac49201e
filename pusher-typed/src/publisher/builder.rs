//! The settings of a publisher.

use std::{fmt, sync::Arc, time::Duration};

use super::{
    accounts::{Accounts, OnFailure},
    engine::Engine,
    handle::Publisher,
    schedule::Backoff,
    scheduler::Rules,
    tasks::{EndOnDrop, supervise},
    undelivered::Undelivered,
};
use crate::Client;

impl Client {
    /// Starts the configuration of a [`Publisher`], which sends events in the background: publishing neither
    /// waits for the service nor fails when the service cannot be reached.
    pub fn publisher(&self) -> PublisherBuilder {
        PublisherBuilder {
            client: self.clone(),
            capacity: 10_000,
            capacity_bytes: 64 << 20,
            in_flight: 8,
            retry_for: Duration::from_secs(300),
            drain_timeout: Duration::from_secs(30),
            backoff: Backoff { first: Duration::from_millis(100), longest: Duration::from_secs(10) },
            at_least_once: false,
            idempotent: false,
            on_failure: None,
        }
    }
}

/// Configures and starts a [`Publisher`]; created by [`Client::publisher`].
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use std::time::Duration;
///
/// # let client = pusher_typed::testing::Recorder::new().client();
/// let publisher = client
///     .publisher()
///     .capacity(50_000)
///     .retry_for(Duration::from_secs(60))
///     .on_failure(|undelivered| eprintln!("{undelivered}"))
///     .start();
/// # publisher.close().await;
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use = "a publisher does nothing until `start` is called"]
pub struct PublisherBuilder {
    client: Client,
    capacity: usize,
    capacity_bytes: usize,
    in_flight: usize,
    retry_for: Duration,
    drain_timeout: Duration,
    backoff: Backoff,
    at_least_once: bool,
    idempotent: bool,
    on_failure: Option<OnFailure>,
}

impl PublisherBuilder {
    /// The maximum number of events that wait or are in flight, at least 1; 10,000 by default.
    pub fn capacity(mut self, events: usize) -> Self {
        self.capacity = events.max(1);
        self
    }

    /// The maximum memory of these events, in bytes; 64 MiB by default, and at most 4 GiB.
    ///
    /// The size of an event includes its serialized payload, its names, and about 1 KB for the publisher's
    /// own structures.
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.capacity_bytes = bytes;
        self
    }

    /// The maximum number of concurrent requests, at least 1; 8 by default.
    ///
    /// At most one of them has events of the same channel, so that the events of a channel stay in
    /// order.
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.in_flight = requests.max(1);
        self
    }

    /// How long an event is retried; 5 minutes by default.
    ///
    /// The time starts when a request with the event first fails, or when the event first has to wait because
    /// of an outage of the service. An event that only waits in the queue does not expire.
    pub fn retry_for(mut self, duration: Duration) -> Self {
        self.retry_for = duration;
        self
    }

    /// The pauses during an outage of the service. The first pause is `first` (100 ms by default). Each
    /// further failure doubles it, up to `longest` (10 s by default).
    ///
    /// Each pause is shortened at random by up to half. If the service sends a longer `Retry-After`, that is the
    /// pause, up to one hour.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = Backoff { first, longest };
        self
    }

    /// The time limit of [`Publisher::close`] for delivering all events; 30 seconds by default.
    pub fn drain_timeout(mut self, duration: Duration) -> Self {
        self.drain_timeout = duration;
        self
    }

    /// Retries events that may have arrived: **an event may be delivered more than once**, together with the
    /// other events of its batch.
    ///
    /// Without this, events fail with [`DeliveryError::Unknown`](super::DeliveryError::Unknown) after a timeout, a broken
    /// connection or a status of 5xx, and with [`DeliveryError::BatchRefused`](super::DeliveryError::BatchRefused) when one
    /// event of their batch is refused. With it, the events of a request that may have arrived are retried, and the events
    /// of a refused batch are sent individually, so that only the invalid event fails.
    pub fn at_least_once(mut self) -> Self {
        self.at_least_once = true;
        self
    }

    /// Sends an idempotency key with each request, so that a server that supports it delivers the events of a request
    /// once, regardless of the number of repetitions.
    ///
    /// Together with [`at_least_once`](PublisherBuilder::at_least_once), Sockudo then delivers an event once after a timeout
    /// or a broken connection, within its time to live of 120 seconds. The events of a refused batch are sent in other
    /// requests with other keys, and those before the invalid one are delivered twice. The hosted service ignores the
    /// header. A key that was set by [`Trigger::idempotent`](crate::client::Trigger::idempotent) has no effect.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Calls `callback` for every accepted event that was not delivered.
    ///
    /// It is called once for each event, in a task of the publisher or where the publisher is dropped, so it should not
    /// block. It may publish events. If it panics, the event still counts as failed. If it owns a [`Publisher`], the
    /// publisher runs until [`close`](Publisher::close) is called.
    pub fn on_failure(mut self, callback: impl Fn(Undelivered) + Send + Sync + 'static) -> Self {
        self.on_failure = Some(Box::new(callback));
        self
    }

    /// Starts the publisher's tasks on the current Tokio runtime.
    ///
    /// # Panics
    /// Panics if it is called outside of a Tokio runtime, like [`tokio::spawn`], or on a runtime without a timer.
    pub fn start(self) -> Publisher {
        let rules = Rules {
            batch: self.client.batch_limit(),
            retry_for: self.retry_for,
            at_least_once: self.at_least_once,
            backoff: self.backoff,
        };
        let accounts = Accounts::new(self.client, self.capacity, self.capacity_bytes, self.on_failure);
        let engine = Arc::new(Engine::new(Arc::new(accounts), rules, self.drain_timeout, self.idempotent));
        tokio::spawn(supervise(EndOnDrop(Arc::clone(&engine)), self.in_flight));
        Publisher::new(engine)
    }
}

impl fmt::Debug for PublisherBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublisherBuilder")
            .field("client", &self.client)
            .field("capacity", &self.capacity)
            .field("capacity_bytes", &self.capacity_bytes)
            .field("in_flight", &self.in_flight)
            .field("retry_for", &self.retry_for)
            .field("drain_timeout", &self.drain_timeout)
            .field("backoff", &self.backoff)
            .field("at_least_once", &self.at_least_once)
            .field("idempotent", &self.idempotent)
            .finish_non_exhaustive()
    }
}
