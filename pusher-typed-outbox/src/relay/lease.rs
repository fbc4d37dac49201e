//! The lease, measured by the monotonic clock of this process.

use std::time::Duration;

use tokio::time::Instant;

/// A lease that this relay has taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lease {
    pub(super) fence: i64,
    duration: Duration,
    /// When the statement of the last renewal was sent. The lease in the database begins slightly later.
    renewed: Instant,
}

impl Lease {
    pub(super) fn new(fence: i64, duration: Duration, asked: Instant) -> Self {
        Lease { fence, duration, renewed: asked }
    }

    pub(super) fn renew(&mut self, asked: Instant) {
        self.renewed = asked;
    }

    /// Whether a request that takes at most a third of the lease would end within the lease.
    pub(super) fn may_start(&self, now: Instant) -> bool {
        now < self.renewed + self.duration * 2 / 3
    }

    /// When to renew the lease.
    pub(super) fn renew_at(&self) -> Instant {
        self.renewed + self.duration / 6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_request_starts_after_two_thirds_of_the_lease() {
        let (asked, second) = (Instant::now(), Duration::from_secs(1));
        let mut lease = Lease::new(1, 15 * second, asked);
        assert!(lease.may_start(asked + 10 * second - Duration::from_millis(1)));
        assert!(!lease.may_start(asked + 10 * second));
        lease.renew(asked + 5 * second);
        assert!(lease.may_start(asked + 14 * second));
        assert!(!lease.may_start(asked + 15 * second));
    }
}
