//! The publisher for programs without `async`.

use std::{fmt, sync::Arc, time::Duration};

use super::{call::Call, client::Client, runtime::Background};
use crate::{
    Channel, ChannelParam, SendUserEvent, TriggerEvent, TriggerEventBy,
    client::Trigger,
    publisher::{self, CloseReport, PublishError, PublisherBuilder, PublisherStats, Undelivered},
};

impl Client {
    /// Starts the configuration of a publisher, which sends events in the background; see
    /// [`crate::Client::publisher`].
    pub fn publisher(&self) -> Call<PublisherBuilder> {
        self.call(self.as_async().publisher())
    }
}

impl Call<PublisherBuilder> {
    /// The maximum number of events that wait or are in flight; see
    /// [`PublisherBuilder::capacity`].
    pub fn capacity(self, events: usize) -> Self {
        self.with(|builder| builder.capacity(events))
    }

    /// The maximum memory of these events, in bytes; see [`PublisherBuilder::capacity_bytes`].
    pub fn capacity_bytes(self, bytes: usize) -> Self {
        self.with(|builder| builder.capacity_bytes(bytes))
    }

    /// The maximum number of concurrent requests; see [`PublisherBuilder::in_flight`].
    pub fn in_flight(self, requests: usize) -> Self {
        self.with(|builder| builder.in_flight(requests))
    }

    /// How long an event is retried; see [`PublisherBuilder::retry_for`].
    pub fn retry_for(self, duration: Duration) -> Self {
        self.with(|builder| builder.retry_for(duration))
    }

    /// The pauses during an outage; see [`PublisherBuilder::pauses`].
    pub fn pauses(self, first: Duration, longest: Duration) -> Self {
        self.with(|builder| builder.pauses(first, longest))
    }

    /// The time limit of [`Publisher::close`]; see [`PublisherBuilder::drain_timeout`].
    pub fn drain_timeout(self, duration: Duration) -> Self {
        self.with(|builder| builder.drain_timeout(duration))
    }

    /// Sends events again that may have arrived; see [`PublisherBuilder::at_least_once`].
    pub fn at_least_once(self) -> Self {
        self.with(PublisherBuilder::at_least_once)
    }

    /// Sends idempotency keys; see [`PublisherBuilder::idempotent`].
    pub fn idempotent(self) -> Self {
        self.with(PublisherBuilder::idempotent)
    }

    /// Calls `callback` for every accepted event that was not delivered; see [`PublisherBuilder::on_failure`].
    ///
    /// It runs on the client's thread in the background, so it must not make blocking calls of this client.
    pub fn on_failure(self, callback: impl Fn(Undelivered) + Send + Sync + 'static) -> Self {
        self.with(|builder| builder.on_failure(callback))
    }

    /// Starts the publisher on the client's thread in the background.
    pub fn start(self) -> Publisher {
        let (background, builder) = self.into_parts();
        let publisher = background.wait(async { builder.start() });
        Publisher { publisher, background }
    }
}

/// The [publisher](publisher::Publisher) for programs without `async`.
///
/// It runs on the client's thread in the background, which ends with the last client and publisher: call
/// [`close`](Publisher::close) before; otherwise the waiting events fail.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use pusher_typed::{Event, testing::Recorder};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "created")]
/// # struct OrderCreated { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = pusher_typed::blocking::Client::new(recorder.client())?;
/// let publisher = client.publisher().on_failure(|undelivered| eprintln!("{undelivered}")).start();
/// publisher.publish(&OrderCreated { id: 7 })?;
/// let report = publisher.close();
/// assert_eq!(report.delivered, 1);
/// # assert_eq!(recorder.events::<OrderCreated>()?, [OrderCreated { id: 7 }]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Publisher {
    publisher: publisher::Publisher,
    background: Arc<Background>,
}

impl Publisher {
    /// The async publisher that does the work.
    pub fn as_async(&self) -> &publisher::Publisher {
        &self.publisher
    }

    /// The async client that sends the events.
    pub fn client(&self) -> &crate::Client {
        self.publisher.client()
    }

    /// Publishes an event to the channels that its fields identify; see [`publisher::Publisher::publish`].
    ///
    /// # Errors
    /// Returns the same errors as [`publisher::Publisher::publish`].
    pub fn publish<E: TriggerEvent + ?Sized>(&self, event: &E) -> Result<(), PublishError> {
        self.publisher.publish(event)
    }

    /// Publishes an event to a channel that it was declared for; see [`publisher::Publisher::publish_on`].
    ///
    /// # Errors
    /// Returns the same errors as [`publisher::Publisher::publish_on`].
    pub fn publish_on<C, E, D>(&self, channel: &C, event: &E) -> Result<(), PublishError>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        self.publisher.publish_on(channel, event)
    }

    /// Publishes an event to a signed-in user; see [`publisher::Publisher::publish_to_user`].
    ///
    /// # Errors
    /// Returns the same errors as [`publisher::Publisher::publish_to_user`].
    pub fn publish_to_user<I, E>(&self, user_id: &I, event: &E) -> Result<(), PublishError>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        self.publisher.publish_to_user(user_id, event)
    }

    /// Publishes an event with options, created by the blocking client; see
    /// [`publisher::Publisher::enqueue`].
    ///
    /// # Errors
    /// Returns the same errors as [`publisher::Publisher::enqueue`].
    pub fn enqueue(&self, trigger: Call<Trigger>) -> Result<(), PublishError> {
        self.publisher.enqueue(trigger.into_parts().1)
    }

    /// Blocks until there is room for one event; see [`publisher::Publisher::reserve`].
    ///
    /// # Errors
    /// Returns the same errors as [`publisher::Publisher::reserve`].
    pub fn reserve(&self) -> Result<publisher::Permit<'_>, PublishError> {
        self.background.wait(self.publisher.reserve())
    }

    /// Blocks until every event that was published before is delivered or failed; see [`publisher::Publisher::flush`].
    pub fn flush(&self) {
        self.background.wait(self.publisher.flush());
    }

    /// Accepts no more events, and blocks until all accepted ones are delivered or failed; see
    /// [`publisher::Publisher::close`].
    pub fn close(&self) -> CloseReport {
        self.background.wait(self.publisher.close())
    }

    /// The current state; see [`publisher::Publisher::stats`].
    pub fn stats(&self) -> PublisherStats {
        self.publisher.stats()
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Publisher").field(&self.publisher).finish()
    }
}
