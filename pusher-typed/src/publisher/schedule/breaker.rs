//! Outages: whether requests may be sent.

use std::time::{Duration, Instant};

/// A circuit breaker. After a failure, nothing is sent during a pause. Then one request probes the service.
#[derive(Debug)]
pub struct Breaker {
    backoff: Backoff,
    outage: Option<Outage>,
}

/// The lengths of the pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// After the first failure; twice as long after each further one.
    pub first: Duration,
    /// The longest pause. A `Retry-After` may be longer.
    pub longest: Duration,
}

#[derive(Debug)]
struct Outage {
    since: Instant,
    /// The number of failed probes, plus the failure that began the outage.
    failures: u32,
    /// The time before which no request is sent.
    until: Instant,
    probing: bool,
}

/// Which requests may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// Any number of requests.
    Everything,
    /// One request. Call [`Breaker::begin_probe`] when it is sent.
    Probe,
    /// Nothing, until a probe ends or [`Breaker::next_probe`].
    Nothing,
}

impl Breaker {
    /// The maximum pause by `Retry-After`. A longer value is probably an error of the service, and is reduced
    /// to this one.
    const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

    /// A breaker without an outage.
    pub fn new(backoff: Backoff) -> Self {
        Breaker { backoff, outage: None }
    }

    /// Which requests may be sent now.
    pub fn allows(&self, now: Instant) -> Allowance {
        match &self.outage {
            None => Allowance::Everything,
            Some(outage) if !outage.probing && now >= outage.until => Allowance::Probe,
            Some(_) => Allowance::Nothing,
        }
    }

    /// The beginning of the outage, if there is one.
    pub fn outage_since(&self) -> Option<Instant> {
        self.outage.as_ref().map(|outage| outage.since)
    }

    /// When the next probe is due, during an outage without a probe in flight.
    pub fn next_probe(&self) -> Option<Instant> {
        self.outage.as_ref().filter(|outage| !outage.probing).map(|outage| outage.until)
    }

    /// Records that a request is sent as the probe.
    pub fn begin_probe(&mut self) {
        if let Some(outage) = &mut self.outage {
            outage.probing = true;
        }
    }

    /// Records that the probe ended without an outcome.
    pub fn abandon_probe(&mut self) {
        if let Some(outage) = &mut self.outage {
            outage.probing = false;
        }
    }

    /// Records the success of a request. Success of the probe ends the outage. Other requests were sent
    /// before the outage began and have no effect on it. Returns whether an outage has ended.
    pub fn succeeded(&mut self, probe: bool) -> bool {
        probe && self.outage.take().is_some()
    }

    /// Records the failure of a request. `random` is for the jitter. Returns the pause if this failure begins
    /// one: a failure of the probe, or of a request without an outage.
    pub fn failed(
        &mut self,
        probe: bool,
        now: Instant,
        retry_after: Option<Duration>,
        random: u64,
    ) -> Option<Duration> {
        let asked = retry_after.unwrap_or_default().min(Self::LONGEST_RETRY_AFTER);
        let outage =
            self.outage.get_or_insert(Outage { since: now, failures: 0, until: now, probing: false });
        let counts = probe || outage.failures == 0;
        if counts {
            outage.failures = outage.failures.saturating_add(1);
            outage.probing = false;
        }
        let pause = if counts { self.backoff.pause(outage.failures, random).max(asked) } else { asked };
        outage.until = outage.until.max(after(now, pause));
        counts.then_some(pause)
    }
}

/// The time `duration` after `now`; the far future if it cannot be represented.
fn after(now: Instant, duration: Duration) -> Instant {
    const YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
    now.checked_add(duration).unwrap_or_else(|| now + YEARS)
}

impl Backoff {
    /// The pause after this number of failures: half of it, plus a random part of the other half.
    fn pause(self, failures: u32, random: u64) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        let half = self.first.saturating_mul(doubled).min(self.longest) / 2;
        let share = u32::try_from(random % 1001).unwrap_or_default();
        half.saturating_add(half / 1000 * share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_millis(100);

    fn breaker() -> (Breaker, Instant) {
        (Breaker::new(Backoff { first: FIRST, longest: Duration::from_secs(1) }), Instant::now())
    }

    #[test]
    fn a_failure_begins_a_pause_and_then_one_request_probes() {
        let (mut breaker, now) = breaker();
        assert_eq!(breaker.allows(now), Allowance::Everything);
        assert_eq!(breaker.failed(false, now, None, 1000), Some(FIRST));
        assert_eq!(breaker.allows(now), Allowance::Nothing);
        assert_eq!(breaker.next_probe(), Some(now + FIRST));
        assert_eq!(breaker.allows(now + FIRST), Allowance::Probe);
        breaker.begin_probe();
        assert_eq!(breaker.allows(now + FIRST * 100), Allowance::Nothing);
        assert_eq!(breaker.next_probe(), None);
        assert!(breaker.succeeded(true));
        assert_eq!((breaker.allows(now), breaker.outage_since()), (Allowance::Everything, None));
    }

    #[test]
    fn pauses_double_with_failed_probes_only_and_vary_by_half() {
        let (mut breaker, now) = breaker();
        assert_eq!(breaker.failed(false, now, None, 0), Some(FIRST / 2));
        // Requests that were open when the outage began.
        assert_eq!(breaker.failed(false, now, None, 0), None);
        assert!(!breaker.succeeded(false));
        assert_eq!(breaker.failed(true, now, None, 0), Some(FIRST));
        assert_eq!(breaker.failed(true, now, None, 1000), Some(FIRST * 4));
        for _ in 0..40 {
            breaker.failed(true, now, None, 1000);
        }
        assert_eq!(breaker.failed(true, now, None, 1000), Some(Duration::from_secs(1)));
        assert_eq!(breaker.outage_since(), Some(now));
    }

    #[test]
    fn retry_after_prolongs_a_pause_also_when_a_request_from_before_the_outage_brings_it() {
        let (mut breaker, now) = breaker();
        let seconds = Duration::from_secs;
        assert_eq!(breaker.failed(false, now, Some(seconds(7)), 0), Some(seconds(7)));
        breaker.failed(false, now, Some(seconds(9)), 0);
        breaker.failed(false, now, Some(seconds(1)), 0);
        assert_eq!(breaker.next_probe(), Some(now + seconds(9)));
        assert_eq!(breaker.failed(true, now, Some(Duration::MAX), 0), Some(seconds(3600)));
    }

    #[test]
    fn a_probe_that_ended_without_a_result_can_be_repeated() {
        let (mut breaker, now) = breaker();
        breaker.failed(false, now, None, 0);
        breaker.begin_probe();
        breaker.abandon_probe();
        assert_eq!(breaker.allows(now + FIRST), Allowance::Probe);
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let longest = Backoff { first: Duration::MAX, longest: Duration::MAX };
        assert!(longest.pause(u32::MAX, 1000) > Duration::from_secs(u64::MAX / 2));
    }
}
