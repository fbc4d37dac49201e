//! The current state and the final results of a publisher.

use std::time::Duration;

/// The state of a [`Publisher`](super::Publisher) at one moment.
///
/// Every accepted event is counted in exactly one of `waiting`, `in_flight`, `delivered` and `failed`.
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
