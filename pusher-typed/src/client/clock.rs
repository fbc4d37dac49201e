//! The time, and waiting.

use std::{
    fmt,
    pin::Pin,
    time::{Duration, SystemTime},
};

/// The source of the time, and of the pauses between attempts.
///
/// The default is the system's clock and Tokio's timer. Set another one with
/// [`ClientBuilder::clock`](super::ClientBuilder::clock) on a runtime other than Tokio, or in tests
/// that should not wait.
pub trait Clock: Send + Sync + 'static {
    /// The current time. The service rejects requests whose timestamp differs from its own time by
    /// more than 600 seconds.
    fn now(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's time and Tokio's timer.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The whole seconds from the Unix epoch to `time`.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
