//! The pauses between attempts, and other times with a random part.

use std::time::Duration;

use tokio::time::Instant;

/// The time after a pause. If `Instant` cannot represent it, a time in 30 years.
pub(super) fn later(now: Instant, pause: Duration) -> Instant {
    const DECADES: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    now.checked_add(pause).unwrap_or(now + DECADES)
}

/// The pauses between attempts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backoff {
    first: Duration,
    longest: Duration,
}

impl Backoff {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Backoff { first, longest }
    }

    /// The pause before the next attempt after so many: half of it at least,
    /// the other half at random, so that many subscribers do not return at once.
    pub(super) fn pause(&self, attempts: u32) -> Duration {
        self.pause_with(attempts, random_per_mille())
    }

    /// The same with a given random part.
    pub(super) fn pause_with(&self, attempts: u32, per_mille: u32) -> Duration {
        let full = self.first.saturating_mul(1 << attempts.min(16)).min(self.longest.max(self.first));
        let half = full / 2;
        half.saturating_add((half / 1000).saturating_mul(per_mille))
    }
}

/// A random number from 0 to 1000.
pub(super) fn random_per_mille() -> u32 {
    getrandom::u32().map_or(500, |random| random % 1001)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1));
        for (attempts, full) in [(0, 100), (1, 200), (3, 800), (4, 1000), (99, 1000)] {
            let (pause, full) = (backoff.pause(attempts), Duration::from_millis(full));
            assert!(pause >= full / 2 && pause <= full, "{attempts} {pause:?}");
        }
    }

    #[test]
    fn no_duration_overflows() {
        let backoff = Backoff::new(Duration::MAX, Duration::MAX);
        for attempts in [0, 1, 16, u32::MAX] {
            assert!(backoff.pause(attempts) >= Duration::MAX / 2);
        }
    }
}
