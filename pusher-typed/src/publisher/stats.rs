//! The current state and the final results of a publisher.

use std::time::Duration;

/// The state of a [`Publisher`](super::Publisher) at one moment.
///
/// Every accepted event is counted in exactly one of `waiting`, `in_flight`, `delivered` and `failed`.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// let publisher = client.publisher().start();
/// publisher.publish(&OrderShipped { id: 7 })?;
/// let stats = publisher.stats();
/// assert_eq!(stats.waiting + stats.in_flight + stats.delivered + stats.failed, 1);
/// if let Some(duration) = stats.outage {
///     eprintln!("outage for {duration:?}, {} events are waiting", stats.waiting);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublisherStats {
    /// The number of accepted events that wait to be sent, or to be sent again.
    pub waiting: u64,
    /// The number of accepted events in requests that have not ended.
    pub in_flight: u64,
    /// The number of accepted events that the service has accepted.
    pub delivered: u64,
    /// The number of accepted events that were not delivered.
    pub failed: u64,
    /// The number of failed events that may still have been delivered.
    pub may_have_arrived: u64,
    /// The number of events that were not accepted, because they were invalid or the publisher was full.
    pub rejected: u64,
    /// The counted memory of the events in `waiting` and `in_flight`, in bytes.
    pub bytes: usize,
    /// The age of the oldest waiting event.
    pub oldest_waiting: Option<Duration>,
    /// The duration of the current outage of the service; `None` if there is no outage. An outage begins when
    /// the service cannot be reached or refuses requests, and ends when it accepts one.
    pub outage: Option<Duration>,
}

/// The outcomes of all events that a [`Publisher`](super::Publisher) accepted, from its start to its end.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// recorder.respond(ScriptedResponse::status(400, "invalid event"));
/// let publisher = client.publisher().start();
/// publisher.publish(&OrderShipped { id: 7 })?;
///
/// let report = publisher.close().await;
/// assert_eq!((report.delivered, report.failed, report.may_have_arrived), (0, 1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CloseReport {
    /// The number of events that the service has accepted.
    pub delivered: u64,
    /// The number of events that were not delivered.
    pub failed: u64,
    /// The number of failed events that may still have been delivered.
    pub may_have_arrived: u64,
}
