//! What a publisher has done so far.

use std::time::Duration;

/// The state of a [`Publisher`](super::Publisher) at one moment.
///
/// Every accepted event is counted in exactly one of `waiting`, `in_flight`, `delivered` and `failed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublisherStats {
    /// The accepted events that wait to be sent, or to be sent again.
    pub waiting: u64,
    /// The accepted events in requests that have not ended.
    pub in_flight: u64,
    /// The accepted events that the service has accepted.
    pub delivered: u64,
    /// The accepted events that were not delivered.
    pub failed: u64,
    /// Those of `failed` that may have been delivered all the same.
    pub may_have_arrived: u64,
    /// The events that were not accepted, because they were invalid or there was no room.
    pub rejected: u64,
    /// The memory that the events of `waiting` and `in_flight` are counted with, in bytes.
    pub bytes: usize,
    /// How long the oldest event of `waiting` has been waiting.
    pub oldest_waiting: Option<Duration>,
    /// For how long the service has been in an outage: it could not be reached or did not accept requests, and has
    /// not accepted one since.
    pub outage: Option<Duration>,
}

/// What became of the events that were waiting or in flight when a [`Publisher`](super::Publisher) was closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CloseReport {
    /// The service has accepted so many.
    pub delivered: u64,
    /// So many were not delivered.
    pub failed: u64,
    /// So many of `failed` may have been delivered all the same.
    pub may_have_arrived: u64,
}
