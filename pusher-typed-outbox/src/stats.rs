//! The number of waiting events and dead letters.

use std::time::{Duration, SystemTime};

/// The number of events in the outbox; see [`Outbox::stats`](crate::Outbox::stats).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The number of waiting events.
    pub waiting: u64,
    /// When the oldest waiting event was published, by the clock of the database.
    pub oldest_waiting: Option<SystemTime>,
    /// How long the oldest waiting event has waited; zero if no event waits.
    pub lag: Duration,
    /// The number of dead letters.
    pub dead: u64,
}

impl Stats {
    pub(crate) fn from_row((waiting, dead, oldest, lag): (i64, i64, Option<i64>, Option<i64>)) -> Self {
        Stats {
            waiting: waiting.try_into().unwrap_or(0),
            oldest_waiting: oldest.map(time),
            // negative if the clock was set back
            lag: lag.and_then(|lag| lag.try_into().ok()).map_or(Duration::ZERO, Duration::from_millis),
            dead: dead.try_into().unwrap_or(0),
        }
    }
}

/// The time at a number of milliseconds after 1970.
pub(crate) fn time(millis: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis.try_into().unwrap_or(0))
}
