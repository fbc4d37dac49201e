//! Requests that were given up before the service responded to them.
//!
//! A subscription that is not confirmed in time is unsubscribed from and requested again. If the
//! confirmation was only late, it cannot be distinguished from that of the next request, which the
//! service may have ignored. A subscription that is confirmed soon after an earlier request was
//! given up is therefore made once more, when no late response is to be expected any more.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::time::Instant;

use super::pauses::later;

/// When the last request of each channel was given up, on the current connection.
#[derive(Default)]
pub(super) struct Abandoned(HashMap<Arc<str>, Instant>);

impl Abandoned {
    /// How many time limits of a subscription a response may take at most.
    const LATEST: u32 = 4;

    pub(super) fn add(&mut self, channel: &Arc<str>, now: Instant) {
        self.0.insert(Arc::clone(channel), now);
    }

    /// Whether a confirmation may be that of a request that was given up. It is asked
    /// once: the next confirmation is that of a request that was made later.
    pub(super) fn take(&mut self, channel: &str, limit: Duration, now: Instant) -> bool {
        let at = self.0.remove(channel);
        at.is_some_and(|at| now < later(at, limit.saturating_mul(Self::LATEST)))
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confirmation_is_doubtful_once_and_for_a_while() {
        let (limit, now) = (Duration::from_secs(10), Instant::now());
        let mut abandoned = Abandoned::default();
        abandoned.add(&"a".into(), now);
        assert!(!abandoned.take("b", limit, now));
        assert!(abandoned.take("a", limit, now + 3 * limit));
        assert!(!abandoned.take("a", limit, now + 3 * limit));
        abandoned.add(&"a".into(), now);
        assert!(!abandoned.take("a", limit, now + 4 * limit));
        abandoned.add(&"a".into(), now);
        assert!(abandoned.take("a", Duration::MAX, now + 400 * limit));
    }
}
