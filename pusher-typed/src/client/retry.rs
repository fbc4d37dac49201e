//! When a failed request is repeated.

use std::time::Duration;

use super::error::RequestError;
use crate::transport::TransportErrorKind;

/// Which failed requests are repeated, how often, and after what pause.
///
/// By default a request is repeated only if it was certainly not sent, because no connection was
/// made. Therefore, an event is never delivered twice. [`RetryPolicy::at_least_once`] repeats
/// requests in more cases.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::Recorder};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// use pusher_typed::{client::RetryPolicy, testing::ScriptedResponse};
///
/// recorder.respond(ScriptedResponse::status(503, "")).respond(ScriptedResponse::timeout());
/// let client = recorder.builder().retry(RetryPolicy::at_least_once(3)).build()?;
///
/// client.trigger(&OrderShipped { id: 7 }).await?;
/// assert_eq!(recorder.sent().len(), 3); // the number of attempts
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    at_least_once: bool,
    first_pause: Duration,
    longest_pause: Duration,
}

/// Up to three attempts, if nothing was sent.
impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            attempts: 3,
            at_least_once: false,
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Makes exactly one attempt.
    pub fn never() -> Self {
        RetryPolicy { attempts: 1, ..RetryPolicy::default() }
    }

    /// Makes up to `attempts` attempts, also after timeouts, broken connections and the statuses
    /// 429 and 5xx: **an event may arrive more than once**.
    ///
    /// If the response has a `Retry-After` in seconds, that is the pause. If it is longer than the
    /// longest pause, there is no further attempt.
    pub fn at_least_once(attempts: u32) -> Self {
        RetryPolicy { attempts, at_least_once: true, ..RetryPolicy::default() }
    }

    /// Sets the pauses between attempts: `first` (100 ms by default) after the first attempt,
    /// twice as long after each further one, never more than `longest` (30 s by default). Each
    /// pause is shortened at random by up to half, so that many clients do not retry at the same
    /// moment.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// The pause before the next attempt; `None` if there is no further attempt.
    ///
    /// `attempt` is the number of attempts made. `random` returns random bits.
    pub(crate) fn pause(
        &self,
        attempt: u32,
        error: &RequestError,
        random: impl FnOnce() -> u64,
    ) -> Option<Duration> {
        if attempt >= self.attempts || !self.repeats(error) {
            return None;
        }
        let pause = self.back_off(attempt, random());
        match error.retry_after() {
            Some(requested) if requested > self.longest_pause => None,
            Some(requested) => Some(requested.max(pause)),
            None => Some(pause),
        }
    }

    fn repeats(&self, error: &RequestError) -> bool {
        match error {
            RequestError::Transport(error) if error.kind() == TransportErrorKind::NotSent => true,
            RequestError::Transport(_) => self.at_least_once,
            RequestError::Api { status, .. } => self.at_least_once && matches!(status, 429 | 500..=599),
            RequestError::InvalidResponse { .. } | RequestError::AfterAttempts { .. } => false,
        }
    }

    /// Half of the pause, plus a random part of the other half.
    fn back_off(&self, attempt: u32, random: u64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let half = self.first_pause.saturating_mul(doubled).min(self.longest_pause) / 2;
        let share = u32::try_from(random % 1001).unwrap_or_default();
        half.saturating_add(half / 1000 * share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::TransportError;

    fn not_sent() -> RequestError {
        TransportError::not_sent("no route").into()
    }

    fn status(status: u16, retry_after: Option<u64>) -> RequestError {
        let retry_after = retry_after.map(Duration::from_secs);
        RequestError::Api { status, body: String::new(), retry_after }
    }

    #[test]
    fn by_default_only_what_never_left_is_repeated() {
        let policy = RetryPolicy::default();
        assert!(policy.pause(1, &not_sent(), || 0).is_some());
        assert!(policy.pause(2, &not_sent(), || 0).is_some());
        assert_eq!(policy.pause(3, &not_sent(), || 0), None);
        let errors = [
            TransportError::timeout("late").into(),
            TransportError::other("broken").into(),
            status(429, Some(1)),
            status(500, None),
            status(503, None),
        ];
        for error in errors {
            assert_eq!(policy.pause(1, &error, || 0), None, "{error}");
        }
    }

    #[test]
    fn at_least_once_repeats_what_may_have_arrived_but_not_refusals() {
        let policy = RetryPolicy::at_least_once(2);
        let again = [
            not_sent(),
            TransportError::timeout("late").into(),
            TransportError::other("broken").into(),
            status(429, None),
            status(500, None),
            status(599, None),
        ];
        for error in again {
            assert!(policy.pause(1, &error, || 0).is_some(), "{error}");
            assert_eq!(policy.pause(2, &error, || 0), None, "{error}");
        }
        for refusal in [400, 401, 403, 413, 302] {
            assert_eq!(policy.pause(1, &status(refusal, None), || 0), None, "{refusal}");
        }
    }

    #[test]
    fn never_is_one_attempt() {
        assert_eq!(RetryPolicy::never().pause(1, &not_sent(), || 0), None);
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_vary_by_half() {
        let policy =
            RetryPolicy::at_least_once(99).pauses(Duration::from_millis(100), Duration::from_secs(1));
        let pause = |attempt, random| policy.pause(attempt, &not_sent(), || random);
        assert_eq!(pause(1, 0), Some(Duration::from_millis(50)));
        assert_eq!(pause(1, 1000), Some(Duration::from_millis(100)));
        assert_eq!(pause(3, 1000), Some(Duration::from_millis(400)));
        assert_eq!(pause(40, 1000), Some(Duration::from_secs(1)));
    }

    #[test]
    fn retry_after_is_waited_for_unless_it_is_longer_than_the_longest_pause() {
        let policy = RetryPolicy::at_least_once(3);
        assert_eq!(policy.pause(1, &status(429, Some(7)), || 0), Some(Duration::from_secs(7)));
        assert_eq!(policy.pause(1, &status(429, Some(0)), || 1000), Some(Duration::from_millis(100)));
        assert_eq!(policy.pause(1, &status(503, Some(31)), || 0), None);
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        let policy = RetryPolicy::at_least_once(u32::MAX).pauses(Duration::MAX, Duration::MAX);
        for (attempt, random) in [(1, 0), (1, u64::MAX), (u32::MAX - 1, 1000)] {
            assert!(policy.pause(attempt, &not_sent(), || random).is_some());
        }
        let endless = status(503, Some(u64::MAX));
        assert!(policy.pause(1, &endless, || 1000) >= Some(Duration::from_secs(u64::MAX)));
        assert_eq!(RetryPolicy::at_least_once(3).pause(1, &endless, || 0), None);
    }
}
