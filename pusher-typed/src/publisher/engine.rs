//! The state that the handles and tasks of a publisher share.

use std::{
    hash::RandomState,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::{
    accounts::{Accepted, Accounts, Room, now, since},
    error::PublishError,
    schedule::{LaneKey, LaneKeys},
    scheduler::{Change, Dispatch, End, Failed, Rules, Scheduler},
    stats::PublisherStats,
    trace,
};
use crate::{
    client::{Outgoing, RequestError},
    wire::body::Recipient,
};

/// The state of a publisher, and the notifications of its tasks.
pub(super) struct Engine {
    pub(super) accounts: Arc<Accounts>,
    pub(super) drain_timeout: Duration,
    pub(super) idempotent: bool,
    /// The hasher for the keys of channels.
    names: RandomState,
    state: Mutex<State>,
    /// Notified when there are events to send.
    pub(super) work: Notify,
    /// Notified when the next deadline has changed.
    pub(super) time: Notify,
    /// Whether no more events are accepted.
    pub(super) closing: Notify,
    /// Whether the tasks have ended.
    ended: Notify,
}

struct State {
    scheduler: Scheduler<Box<Accepted>>,
    phase: Phase,
    /// The time until which the timekeeper sleeps.
    armed: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// No new events are accepted, but accepted ones are still delivered.
    Closing,
    Ended,
}

impl State {
    /// Whether the timekeeper must be woken earlier.
    fn oversleeps(&self) -> bool {
        let probe = self.scheduler.next_probe();
        probe.is_some_and(|probe| self.armed.is_none_or(|armed| armed > probe))
    }
}

impl Engine {
    pub(super) fn new(
        accounts: Arc<Accounts>,
        rules: Rules,
        drain_timeout: Duration,
        idempotent: bool,
    ) -> Self {
        let state = State { scheduler: Scheduler::new(rules), phase: Phase::Open, armed: None };
        Engine {
            accounts,
            drain_timeout,
            idempotent,
            names: RandomState::new(),
            state: Mutex::new(state),
            work: Notify::new(),
            time: Notify::new(),
            closing: Notify::new(),
            ended: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Accepts an event for which room has been reserved.
    pub(super) fn accept(&self, outgoing: Outgoing, room: Room) -> Result<(), PublishError> {
        let keys = LaneKeys::new(outgoing.recipients().map(|to| self.key(to)));
        let now = now();
        let (ready, oversleeps) = {
            let mut state = self.lock();
            if state.phase != Phase::Open {
                return Err(PublishError::Closed);
            }
            let accepted = Accepted::new(outgoing, room, now);
            let Some(keys) = keys else {
                // An event without recipients counts as delivered, as in the client.
                drop(state);
                accepted.delivered();
                return Ok(());
            };
            state.scheduler.push(Box::new(accepted), keys, now);
            (state.scheduler.has_ready(now), state.oversleeps())
        };
        if ready {
            self.work.notify_one();
        } else if oversleeps {
            self.time.notify_one();
        }
        Ok(())
    }

    fn key(&self, to: Recipient<'_>) -> LaneKey {
        match to {
            Recipient::Channel(name) => LaneKey::new(&self.names, name),
            Recipient::User(_) => LaneKey::new(&self.names, &to.to_string()),
        }
    }

    /// The next request, if one may be sent now.
    pub(super) fn next(&self) -> Option<Dispatch<Box<Accepted>>> {
        let now = now();
        let (dispatch, more) = {
            let mut state = self.lock();
            (state.scheduler.next(now)?, state.scheduler.has_ready(now))
        };
        if more {
            self.work.notify_one();
        }
        Some(dispatch)
    }

    /// Handles the end of a request.
    pub(super) fn end(&self, dispatch: Dispatch<Box<Accepted>>, outcome: Result<(), RequestError>) {
        let random = getrandom::u64().unwrap_or_default();
        let (End { delivered, failed, change }, oversleeps, late) = {
            let mut state = self.lock();
            let end = state.scheduler.end(dispatch, outcome, now(), random);
            (end, state.oversleeps(), state.drain_if_ended())
        };
        for accepted in delivered {
            accepted.delivered();
        }
        fail(failed);
        fail(late);
        trace::note_change(change);
        if oversleeps || change != Change::None {
            self.time.notify_one();
        }
    }

    /// Handles a request that was dropped before its end.
    pub(super) fn lose(&self, dispatch: Dispatch<Box<Accepted>>) {
        let (failed, late) = {
            let mut state = self.lock();
            (state.scheduler.lose(dispatch), state.drain_if_ended())
        };
        fail(failed);
        fail(late);
        self.work.notify_one();
        self.time.notify_one();
    }

    /// Handles everything that is due, and returns the time of the next call.
    pub(super) fn tick(&self) -> Option<Instant> {
        let now = now();
        let (expired, deadline, ready) = {
            let mut state = self.lock();
            let expired = state.scheduler.expire(now);
            state.armed = state.scheduler.deadline(now);
            (expired, state.armed, state.scheduler.has_ready(now))
        };
        if ready {
            self.work.notify_one();
        }
        fail(expired);
        deadline
    }

    /// Accepts no more events. Accepted ones are delivered within the drain timeout.
    pub(super) fn begin_close(&self) {
        let mut state = self.lock();
        if state.phase == Phase::Open {
            state.phase = Phase::Closing;
            drop(state);
            self.accounts.close();
            self.closing.notify_one();
        }
    }

    /// Fails all waiting events after the tasks have ended.
    pub(super) fn end_tasks(&self) {
        self.accounts.close();
        let waiting = {
            let mut state = self.lock();
            state.phase = Phase::Ended;
            state.drain_if_ended()
        };
        fail(waiting);
        self.ended.notify_waiters();
    }

    /// Waits until the tasks and all accepted events have ended.
    pub(super) async fn wait_for_end(&self) {
        loop {
            let mut ended = pin!(self.ended.notified());
            ended.as_mut().enable();
            if self.lock().phase == Phase::Ended {
                break;
            }
            ended.await;
        }
        self.accounts.flush().await;
    }

    pub(super) fn stats(&self) -> PublisherStats {
        let (counts, waiting, oldest, outage) = {
            let state = self.lock();
            let scheduler = &state.scheduler;
            let waiting = scheduler.len() as u64;
            (self.accounts.counts(), waiting, scheduler.oldest(), scheduler.outage_since())
        };
        PublisherStats {
            waiting,
            in_flight: counts.outstanding().saturating_sub(waiting),
            delivered: counts.delivered,
            failed: counts.failed,
            may_have_arrived: counts.may_have_arrived,
            rejected: counts.rejected,
            bytes: counts.bytes,
            oldest_waiting: oldest.map(since),
            outage: outage.map(since),
        }
    }
}

impl State {
    /// Removes the waiting events, which will not be sent any more.
    fn drain_if_ended(&mut self) -> Vec<Failed<Box<Accepted>>> {
        if self.phase == Phase::Ended { self.scheduler.drain() } else { Vec::new() }
    }
}

/// Ends events without holding the lock, because this calls the application's callback.
fn fail(failed: Vec<Failed<Box<Accepted>>>) {
    failed.into_iter().for_each(Accepted::failed);
}
