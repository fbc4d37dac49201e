//! The time, and waiting.

use std::{
    fmt,
    pin::Pin,
    time::{Duration, SystemTime},
};

/// What the client asks for the time, and to wait between attempts.
///
/// The default is the system's clock and tokio's timer. Give
/// [`ClientBuilder::clock`](super::ClientBuilder::clock) your own under another
/// runtime, or in tests that should not wait.
pub trait Clock: Send + Sync + 'static {
    /// The time now. The service refuses requests that are signed with a time
    /// more than 600 seconds from its own.
    fn now(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's time and tokio's timer.
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

/// The whole seconds from 1970 to `time`.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
