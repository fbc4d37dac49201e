//! The server's clock, which tests advance.

use std::{
    pin::Pin,
    time::{Duration, Instant, SystemTime},
};

use tokio::sync::watch;

use crate::client::Clock;

/// The system's time, and the time by which tests advanced it.
#[derive(Debug, Clone)]
pub(super) struct ServerClock {
    start: SystemTime,
    started: Instant,
    ahead: watch::Sender<Duration>,
}

impl ServerClock {
    pub(super) fn new() -> Self {
        ServerClock { start: SystemTime::now(), started: Instant::now(), ahead: watch::Sender::default() }
    }

    /// Advances the clock, and wakes those who wait for a time that has passed.
    pub(super) fn advance(&self, by: Duration) {
        self.ahead.send_modify(|ahead| *ahead = ahead.saturating_add(by));
    }

    /// The time at the end of `duration` from now.
    pub(super) fn after(&self, duration: Duration) -> SystemTime {
        let now = self.now();
        now.checked_add(duration).unwrap_or(now)
    }

    /// The milliseconds since 1970.
    pub(super) fn unix_millis(&self) -> u64 {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) async fn sleep_until(&self, due: SystemTime) {
        let mut ahead = self.ahead.subscribe();
        while let Ok(left) = due.duration_since(self.now())
            && !left.is_zero()
        {
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = ahead.changed() => {}
            }
        }
    }
}

impl Clock for ServerClock {
    fn now(&self) -> SystemTime {
        let passed = self.started.elapsed().saturating_add(*self.ahead.borrow());
        self.start.checked_add(passed).unwrap_or(self.start)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.sleep_until(self.after(duration)))
    }
}
