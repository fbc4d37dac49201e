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
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use pusher_typed::{Client, client::Clock, testing::SignedWebhook, webhook::Event};
/// # use std::{pin::Pin, time::{Duration, SystemTime}};
/// /// Always the same time, and no pauses.
/// struct FixedClock(SystemTime);
///
/// impl Clock for FixedClock {
///     fn now(&self) -> SystemTime {
///         self.0
///     }
///     fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
///         Box::pin(std::future::ready(()))
///     }
/// }
///
/// let clock = FixedClock(SystemTime::UNIX_EPOCH + Duration::from_secs(1_327_078_148));
/// let client = Client::builder("1", "key", "secret").clock(clock).build()?;
/// # let old = SignedWebhook::new(&client, r#"{"time_ms":1327078148132,"events":[]}"#);
/// # client.webhook::<Event>(&old.key, &old.signature, &old.body)?;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
