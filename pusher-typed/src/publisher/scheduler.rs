//! The state machine of accepted events, without I/O and without a clock.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use super::schedule::{Allowance, Backoff, Breaker, Group, LaneKeys, Lanes, Verdict};
use crate::client::RequestError;

/// The settings of the scheduler.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// The maximum number of events in one request.
    pub(super) batch: usize,
    /// How long an event is retried.
    pub(super) retry_for: Duration,
    /// Whether events that may have arrived are sent again.
    pub(super) at_least_once: bool,
    pub(super) backoff: Backoff,
}

/// The waiting events, and the rules for sending them.
pub(super) struct Scheduler<T> {
    rules: Rules,
    lanes: Lanes<Waiting<T>>,
    breaker: Breaker,
    /// Requests that will be repeated unchanged. Their channels stay blocked.
    repeats: VecDeque<(Group<Waiting<T>>, Arc<str>)>,
}

/// An event with its history.
struct Waiting<T> {
    event: T,
    accepted: Instant,
    /// When its first request failed.
    failed: Option<Instant>,
    may_have_arrived: bool,
    last_error: Option<Arc<RequestError>>,
}

/// One request.
#[must_use = "its channels are blocked until it is passed to `end` or `lose`"]
pub(super) struct Dispatch<T> {
    group: Group<Waiting<T>>,
    /// Whether the request probes the service during an outage.
    probe: bool,
    /// The idempotency key of the request, if it has one. A request that may be repeated has a key from its
    /// first attempt.
    pub(super) key: Option<Arc<str>>,
}

impl<T> Dispatch<T> {
    pub(super) fn len(&self) -> usize {
        self.group.len()
    }

    pub(super) fn events(&self) -> impl Iterator<Item = &T> {
        self.group.values().map(|waiting| &waiting.event)
    }

    pub(super) fn events_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.group.values_mut().map(|waiting| &mut waiting.event)
    }
}

/// The end of a request.
pub(super) struct End<T> {
    pub(super) delivered: Vec<T>,
    pub(super) failed: Vec<Failed<T>>,
    pub(super) change: Change,
}

/// The effect of a request's end on the state of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    None,
    /// No request may be sent for this time. `began` is true if there was no outage before.
    Pause {
        pause: Duration,
        began: bool,
    },
    /// An outage has ended, after this duration.
    Over(Duration),
}

/// An event that was not delivered.
#[derive(Debug)]
pub(super) struct Failed<T> {
    pub(super) event: T,
    pub(super) reason: Reason,
    pub(super) may_have_arrived: bool,
    pub(super) error: Option<Arc<RequestError>>,
}

/// Why an event was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The event was sent alone and refused.
    Refused,
    /// The event was in a batch that was refused because of one event.
    RefusedTogether,
    /// The request of the event may have arrived.
    Unknown,
    /// The event was retried for too long.
    Expired,
    /// The publisher ended before the event was delivered.
    Ended,
}

impl<T> Waiting<T> {
    fn fail(self, reason: Reason) -> Failed<T> {
        Failed { event: self.event, reason, may_have_arrived: self.may_have_arrived, error: self.last_error }
    }

    /// The start of the event's retry time: its own first failure, or the beginning of the outage.
    fn retried_since(&self, outage: Option<Instant>) -> Option<Instant> {
        self.failed.into_iter().chain(outage.map(|since| since.max(self.accepted))).min()
    }

    fn is_expired(&self, now: Instant, outage: Option<Instant>, retry_for: Duration) -> bool {
        self.retried_since(outage).is_some_and(|since| now.saturating_duration_since(since) >= retry_for)
    }
}

impl<T> Scheduler<T> {
    /// The number of steps into which `retry_for` is divided to expire events. This avoids a search of a long
    /// queue for every event.
    const STEPS: u32 = 256;

    pub(super) fn new(rules: Rules) -> Self {
        Scheduler {
            rules,
            lanes: Lanes::default(),
            breaker: Breaker::new(rules.backoff),
            repeats: VecDeque::new(),
        }
    }

    pub(super) fn push(&mut self, event: T, keys: LaneKeys, now: Instant) {
        let waiting =
            Waiting { event, accepted: now, failed: None, may_have_arrived: false, last_error: None };
        self.lanes.push(waiting, keys);
    }

    /// Whether [`next`](Scheduler::next) probably has something to send.
    pub(super) fn has_ready(&self, now: Instant) -> bool {
        self.is_something_ready() && self.breaker.allows(now) != Allowance::Nothing
    }

    fn is_something_ready(&self) -> bool {
        self.lanes.has_ready() || !self.repeats.is_empty()
    }

    /// When the next probe is due, if there is something to send.
    pub(super) fn next_probe(&self) -> Option<Instant> {
        self.breaker.next_probe().filter(|_| self.is_something_ready())
    }

    /// The next request, if one may be sent now.
    pub(super) fn next(&mut self, now: Instant) -> Option<Dispatch<T>> {
        let probe = match self.breaker.allows(now) {
            Allowance::Everything => false,
            Allowance::Probe => true,
            Allowance::Nothing => return None,
        };
        let (group, key) = match self.repeats.pop_front() {
            Some((group, key)) => (group, Some(key)),
            // The events of a probe may be lost, so a probe contains as few events as possible.
            None => (self.lanes.take(if probe { 1 } else { self.rules.batch })?, None),
        };
        if probe {
            self.breaker.begin_probe();
        }
        Some(Dispatch { group, probe, key })
    }

    /// Handles the end of a request. `random` is for the jitter of pauses.
    pub(super) fn end(
        &mut self,
        mut dispatch: Dispatch<T>,
        outcome: Result<(), RequestError>,
        now: Instant,
        random: u64,
    ) -> End<T> {
        let verdict = Verdict::new(&outcome);
        let error = outcome.err().map(Arc::new);
        let change = self.record(dispatch.probe, verdict, error.as_deref(), now, random);
        let count = dispatch.group.len();
        let uncertain = match verdict {
            Verdict::MayHaveArrived => true,
            Verdict::Refused => count > 1,
            Verdict::Delivered | Verdict::NotAccepted => false,
        };
        for waiting in dispatch.group.values_mut() {
            waiting.failed.get_or_insert(now);
            waiting.may_have_arrived |= uncertain;
            waiting.last_error.clone_from(&error);
        }
        let mut delivered = Vec::new();
        let failed = match verdict {
            Verdict::Delivered => {
                delivered = self.lanes.finish(dispatch.group);
                Vec::new()
            }
            Verdict::NotAccepted => self.retry(dispatch, now),
            Verdict::MayHaveArrived if self.rules.at_least_once => self.retry(dispatch, now),
            Verdict::MayHaveArrived => self.fail(dispatch.group, Reason::Unknown),
            Verdict::Refused if count == 1 => self.fail(dispatch.group, Reason::Refused),
            Verdict::Refused if self.rules.at_least_once => {
                let expired = self.expiry(now);
                fail_all(self.lanes.put_back_alone(dispatch.group, expired), Reason::Expired)
            }
            Verdict::Refused => self.fail(dispatch.group, Reason::RefusedTogether),
        };
        let delivered = delivered.into_iter().map(|waiting| waiting.event).collect();
        End { delivered, failed, change }
    }

    fn record(
        &mut self,
        probe: bool,
        verdict: Verdict,
        error: Option<&RequestError>,
        now: Instant,
        random: u64,
    ) -> Change {
        let since = self.breaker.outage_since();
        match verdict {
            // A refusal shows that the service is available.
            Verdict::Delivered | Verdict::Refused => match since.filter(|_| self.breaker.succeeded(probe)) {
                Some(since) => Change::Over(now.saturating_duration_since(since)),
                None => Change::None,
            },
            Verdict::NotAccepted | Verdict::MayHaveArrived => {
                let retry_after = error.and_then(RequestError::retry_after);
                match self.breaker.failed(probe, now, retry_after, random) {
                    Some(pause) => Change::Pause { pause, began: since.is_none() },
                    None => Change::None,
                }
            }
        }
    }

    /// Whether a waiting event was retried for too long.
    fn expiry(&self, now: Instant) -> impl Fn(&Waiting<T>) -> bool + use<T> {
        let (outage, retry_for) = (self.breaker.outage_since(), self.rules.retry_for);
        move |waiting| waiting.is_expired(now, outage, retry_for)
    }

    /// Puts the events of a request back into the queue.
    fn retry(&mut self, dispatch: Dispatch<T>, now: Instant) -> Vec<Failed<T>> {
        let expired = self.expiry(now);
        let arrived = dispatch.group.values().any(|waiting| waiting.may_have_arrived);
        match dispatch.key.filter(|_| arrived) {
            None => fail_all(self.lanes.put_back(dispatch.group, expired), Reason::Expired),
            Some(_) if dispatch.group.values().all(expired) => self.fail(dispatch.group, Reason::Expired),
            // The service recognizes the key, and a key is valid for one request body only.
            Some(key) => {
                self.repeats.push_back((dispatch.group, key));
                Vec::new()
            }
        }
    }

    fn fail(&mut self, group: Group<Waiting<T>>, reason: Reason) -> Vec<Failed<T>> {
        fail_all(self.lanes.finish(group), reason)
    }

    /// Handles a request that ended without an outcome: its events may have arrived.
    pub(super) fn lose(&mut self, mut dispatch: Dispatch<T>) -> Vec<Failed<T>> {
        if dispatch.probe {
            self.breaker.abandon_probe();
        }
        dispatch.group.values_mut().for_each(|waiting| waiting.may_have_arrived = true);
        self.fail(dispatch.group, Reason::Ended)
    }

    /// Removes the events that were retried for too long. Without an outage there are none, because events
    /// that only wait in the queue do not expire.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<Failed<T>> {
        if self.breaker.outage_since().is_none() {
            return Vec::new();
        }
        let expired = self.expiry(now);
        let mut failed = fail_all(self.lanes.remove(&expired), Reason::Expired);
        for (group, key) in std::mem::take(&mut self.repeats) {
            if group.values().all(&expired) {
                failed.extend(self.fail(group, Reason::Expired));
            } else {
                self.repeats.push_back((group, key));
            }
        }
        failed
    }

    /// The time of the next action that does not depend on the end of a request: a probe, or a call of
    /// [`expire`](Scheduler::expire).
    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        let outage = self.breaker.outage_since()?;
        let repeated = self.repeats.iter().flat_map(|(group, _)| group.values());
        let first = self.lanes.firsts().chain(repeated);
        let oldest = first.filter_map(|waiting| waiting.retried_since(Some(outage))).min();
        // Events are expired in groups, some of them slightly late.
        let soonest = now.checked_add((self.rules.retry_for / Self::STEPS).max(Duration::from_millis(1)));
        let expiry = oldest.and_then(|oldest| oldest.checked_add(self.rules.retry_for)).max(soonest);
        let probe = self.next_probe().filter(|probe| *probe > now);
        expiry.filter(|_| oldest.is_some()).into_iter().chain(probe).min()
    }

    /// Removes all waiting events when the publisher ends.
    pub(super) fn drain(&mut self) -> Vec<Failed<T>> {
        let mut failed = fail_all(self.lanes.remove(|_| true), Reason::Ended);
        for (group, _) in std::mem::take(&mut self.repeats) {
            failed.extend(self.fail(group, Reason::Ended));
        }
        failed
    }

    /// The number of waiting events.
    pub(super) fn len(&self) -> usize {
        self.lanes.len() + self.repeats.iter().map(|(group, _)| group.len()).sum::<usize>()
    }

    pub(super) fn outage_since(&self) -> Option<Instant> {
        self.breaker.outage_since()
    }

    /// When the oldest of the waiting events was accepted.
    pub(super) fn oldest(&self) -> Option<Instant> {
        let repeated = self.repeats.iter().flat_map(|(group, _)| group.values());
        self.lanes.firsts().chain(repeated).map(|waiting| waiting.accepted).min()
    }
}

fn fail_all<T>(waiting: Vec<Waiting<T>>, reason: Reason) -> Vec<Failed<T>> {
    waiting.into_iter().map(|waiting| waiting.fail(reason)).collect()
}
