//! Compares the scheduler with a model: a simple list of events on which the guarantees are checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use proptest::prelude::*;

use super::{
    schedule::{Backoff, LaneKey, LaneKeys},
    scheduler::{Change, Dispatch, Failed, Reason, Rules, Scheduler},
};
use crate::{client::RequestError, transport::TransportError};

const BATCH: usize = 4;
const RETRY_FOR: Duration = Duration::from_secs(20);
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(100), longest: Duration::from_secs(2) };

#[derive(Debug, Clone)]
enum Step {
    /// To these channels.
    Publish(BTreeSet<u8>),
    Next,
    /// One of the open requests ends.
    End(prop::sample::Index, Outcome),
    Lose(prop::sample::Index),
    Pass(Duration),
    Expire,
}

#[derive(Debug, Clone, Copy)]
enum Outcome {
    Accepted,
    NotSent,
    Broken,
    Status(u16, Option<u64>),
}

impl Outcome {
    fn result(self) -> Result<(), RequestError> {
        match self {
            Outcome::Accepted => Ok(()),
            Outcome::NotSent => Err(TransportError::not_sent("refused").into()),
            Outcome::Broken => Err(TransportError::other("reset").into()),
            Outcome::Status(status, retry_after) => {
                let retry_after = retry_after.map(Duration::from_secs);
                Err(RequestError::Api { status, body: String::new(), retry_after })
            }
        }
    }

    /// Whether one or all of `count` events may have arrived.
    fn may_have_arrived(self, count: usize) -> bool {
        match self {
            Outcome::Broken | Outcome::Status(500.., _) => true,
            Outcome::Status(400, _) => count > 1,
            _ => false,
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let outcome = prop_oneof![
        6 => Just(Outcome::Accepted),
        1 => Just(Outcome::NotSent),
        1 => Just(Outcome::Broken),
        1 => Just(Outcome::Status(400, None)),
        1 => Just(Outcome::Status(503, None)),
        1 => prop::option::of(0..5_u64).prop_map(|after| Outcome::Status(429, after)),
    ];
    let step = prop_oneof![
        6 => prop::collection::btree_set(0..5_u8, 1..3).prop_map(Step::Publish),
        6 => Just(Step::Next),
        5 => (any::<prop::sample::Index>(), outcome).prop_map(|(which, outcome)| Step::End(which, outcome)),
        1 => any::<prop::sample::Index>().prop_map(Step::Lose),
        3 => (0..3000_u64).prop_map(|ms| Step::Pass(Duration::from_millis(ms))),
        1 => Just(Step::Expire),
    ];
    prop::collection::vec(step, 0..120)
}

/// The state of an event. Its number is its index in the list.
#[derive(Debug)]
struct Event {
    channels: BTreeSet<u8>,
    may_have_arrived: bool,
    ended: bool,
}

struct Model {
    scheduler: Scheduler<usize>,
    state: std::hash::RandomState,
    at_least_once: bool,
    idempotent: bool,
    now: Instant,
    events: Vec<Event>,
    out: Vec<Dispatch<usize>>,
    /// The time before which nothing may be sent; `None` without an outage.
    pause: Option<Instant>,
    /// The events that were sent with each key.
    keys: BTreeMap<Arc<str>, Vec<usize>>,
}

impl Model {
    fn new(at_least_once: bool, idempotent: bool) -> Self {
        let rules = Rules { batch: BATCH, retry_for: RETRY_FOR, at_least_once, backoff: BACKOFF };
        Model {
            scheduler: Scheduler::new(rules),
            state: std::hash::RandomState::new(),
            at_least_once,
            idempotent,
            now: Instant::now(),
            events: Vec::new(),
            out: Vec::new(),
            pause: None,
            keys: BTreeMap::new(),
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Publish(channels) => self.publish(channels),
            Step::Next => self.next(),
            Step::End(which, outcome) if !self.out.is_empty() => {
                let dispatch = self.out.remove(which.index(self.out.len()));
                self.end(dispatch, outcome);
            }
            Step::Lose(which) if !self.out.is_empty() => {
                let dispatch = self.out.remove(which.index(self.out.len()));
                let sent: Vec<_> = dispatch.events().copied().collect();
                for event in sent {
                    self.events[event].may_have_arrived = true;
                }
                let failed = self.scheduler.lose(dispatch);
                self.failed(failed);
            }
            Step::End(..) | Step::Lose(_) => {}
            Step::Pass(duration) => self.now += duration,
            Step::Expire => {
                let failed = self.scheduler.expire(self.now);
                assert!(failed.iter().all(|failed| failed.reason == Reason::Expired));
                self.failed(failed);
            }
        }
        let out: usize = self.out.iter().map(Dispatch::len).sum();
        let open = self.events.iter().filter(|event| !event.ended).count();
        assert_eq!(self.scheduler.len() + out, open);
    }

    fn publish(&mut self, channels: BTreeSet<u8>) {
        let keys = channels.iter().map(|channel| LaneKey::new(&self.state, &channel.to_string()));
        let keys = LaneKeys::new(keys).expect("a channel");
        self.scheduler.push(self.events.len(), keys, self.now);
        self.events.push(Event { channels, may_have_arrived: false, ended: false });
    }

    fn next(&mut self) {
        let Some(mut dispatch) = self.scheduler.next(self.now) else {
            let idle = self.out.is_empty() && self.pause.is_none_or(|until| self.now >= until);
            assert!(!idle || self.scheduler.len() == 0, "events wait, and nothing holds them up");
            return;
        };
        let sent: Vec<_> = dispatch.events().copied().collect();
        assert!(self.pause.is_none_or(|until| self.now >= until), "sent in a pause");
        assert!(!sent.is_empty() && sent.len() <= BATCH);
        if let Some(key) = &dispatch.key {
            assert_eq!(self.keys[key], sent, "a key belongs to one body");
        } else if self.pause.is_some() {
            assert_eq!(sent.len(), 1, "a probe is one event");
        }
        assert!(sent.len() == 1 || sent.iter().all(|event| self.events[*event].channels.len() == 1));
        self.assert_order(&sent);
        if self.idempotent && dispatch.key.is_none() {
            let key: Arc<str> = self.keys.len().to_string().into();
            self.keys.insert(Arc::clone(&key), sent);
            dispatch.key = Some(key);
        }
        self.out.push(dispatch);
    }

    /// Every earlier event of an event's channels has ended, or is before it in the same request.
    fn assert_order(&self, sent: &[usize]) {
        for (at, event) in sent.iter().enumerate() {
            assert!(!self.events[*event].ended);
            for earlier in 0..*event {
                let shares = !self.events[earlier].channels.is_disjoint(&self.events[*event].channels);
                let before = self.events[earlier].ended || sent[..at].contains(&earlier);
                assert!(!shares || before, "{event} overtakes {earlier}");
            }
        }
    }

    fn end(&mut self, dispatch: Dispatch<usize>, outcome: Outcome) {
        let sent: Vec<_> = dispatch.events().copied().collect();
        if outcome.may_have_arrived(sent.len()) {
            for event in &sent {
                self.events[*event].may_have_arrived = true;
            }
        }
        let end = self.scheduler.end(dispatch, outcome.result(), self.now, 1000);
        match end.change {
            Change::None => {}
            Change::Over(_) => self.pause = None,
            Change::Pause { pause, began } => {
                assert_eq!(began, self.pause.is_none());
                self.pause = self.pause.max(Some(self.now + pause));
            }
        }
        if let Outcome::Status(429, Some(after)) = outcome {
            self.pause = self.pause.max(Some(self.now + Duration::from_secs(after)));
        }
        assert!(end.delivered.is_empty() || matches!(outcome, Outcome::Accepted));
        end.delivered.into_iter().for_each(|event| self.ended(event));
        self.failed(end.failed);
        for event in sent {
            let event = &self.events[event];
            assert!(event.ended || !event.may_have_arrived || self.at_least_once, "sent twice");
        }
    }

    fn failed(&mut self, failed: Vec<Failed<usize>>) {
        for Failed { event, reason, may_have_arrived, error } in failed {
            assert_eq!(may_have_arrived, self.events[event].may_have_arrived, "{reason:?}");
            let needs_error = !matches!(reason, Reason::Expired | Reason::Ended);
            assert!(error.is_some() || !needs_error);
            self.ended(event);
        }
    }

    fn ended(&mut self, event: usize) {
        assert!(!std::mem::replace(&mut self.events[event].ended, true), "{event} ended twice");
    }

    /// From now on every request is accepted. Checks that everything is delivered within a time that depends
    /// on the pauses.
    fn recover(&mut self) {
        for _ in 0..10_000 {
            self.next();
            let Some(dispatch) = self.out.pop() else {
                if self.scheduler.len() == 0 {
                    return;
                }
                self.now = self.scheduler.deadline(self.now).expect("something to wait for");
                let failed = self.scheduler.expire(self.now);
                self.failed(failed);
                continue;
            };
            self.end(dispatch, Outcome::Accepted);
        }
        panic!("events wait forever");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_promise_holds_for_every_event(
        steps in steps(),
        at_least_once: bool,
        idempotent: bool,
        recovers: bool,
    ) {
        let mut model = Model::new(at_least_once, idempotent);
        for step in steps {
            model.step(step);
        }
        if recovers {
            model.recover();
        } else {
            while let Some(dispatch) = model.out.pop() {
                let sent: Vec<_> = dispatch.events().copied().collect();
                for event in sent {
                    model.events[event].may_have_arrived = true;
                }
                let failed = model.scheduler.lose(dispatch);
                model.failed(failed);
            }
            let failed = model.scheduler.drain();
            model.failed(failed);
        }
        prop_assert!(model.events.iter().all(|event| event.ended));
        prop_assert_eq!((model.scheduler.len(), model.scheduler.oldest()), (0, None));
    }
}

fn publish(model: &mut Model, channels: &[u8]) {
    model.publish(channels.iter().copied().collect());
}

#[test]
fn what_waits_goes_out_together_and_other_channels_do_not_wait() {
    let mut model = Model::new(false, false);
    for channel in [1, 1, 2, 1, 3, 4, 5] {
        publish(&mut model, &[channel]);
    }
    let mut sent = || model.scheduler.next(model.now).map(|next| next.events().copied().collect::<Vec<_>>());
    // Channel 1 first, then other channels; then the remaining events of channels without an open request.
    assert_eq!(sent(), Some(vec![0, 1, 3, 2]));
    assert_eq!(sent(), Some(vec![4, 5, 6]));
    assert_eq!(sent(), None);
}

#[test]
fn an_event_to_several_channels_waits_for_all_of_them_and_goes_alone() {
    let mut model = Model::new(false, false);
    publish(&mut model, &[1]);
    publish(&mut model, &[1, 2]);
    publish(&mut model, &[2]);
    publish(&mut model, &[3]);
    for expected in [vec![0, 3], vec![1], vec![2]] {
        let dispatch = model.scheduler.next(model.now).expect("a request");
        assert_eq!(dispatch.events().copied().collect::<Vec<_>>(), expected);
        assert!(model.scheduler.next(model.now).is_none(), "the others share a channel with it");
        model.end(dispatch, Outcome::Accepted);
    }
}

#[test]
fn a_refused_batch_is_split_to_find_the_event_at_fault_if_events_may_arrive_twice() {
    let mut model = Model::new(true, false);
    for channel in [1, 1, 2] {
        publish(&mut model, &[channel]);
    }
    model.next();
    let batch = model.out.pop().expect("a batch");
    model.end(batch, Outcome::Status(400, None));
    let mut outcomes = BTreeMap::new();
    for _ in 0..3 {
        let dispatch = model.scheduler.next(model.now).expect("an event alone");
        let event = dispatch.events().copied().next().expect("an event");
        assert_eq!(dispatch.len(), 1);
        let outcome = if event == 1 { Outcome::Status(400, None) } else { Outcome::Accepted };
        let end = model.scheduler.end(dispatch, outcome.result(), model.now, 0);
        outcomes.insert(event, (end.delivered.len(), end.failed.first().map(|failed| failed.reason)));
    }
    assert_eq!(outcomes[&0], (1, None));
    assert_eq!(outcomes[&1], (0, Some(Reason::Refused)));
    assert_eq!(outcomes[&2], (1, None));
}

#[test]
fn events_expire_in_an_outage_but_not_while_they_only_wait_for_their_turn() {
    let mut model = Model::new(false, false);
    publish(&mut model, &[1]);
    publish(&mut model, &[1]);
    model.now += RETRY_FOR * 2;
    assert!(model.scheduler.expire(model.now).is_empty());
    assert_eq!(model.scheduler.deadline(model.now), None);
    model.next();
    let dispatch = model.out.pop().expect("a request");
    model.end(dispatch, Outcome::NotSent);
    publish(&mut model, &[2]);
    model.now += RETRY_FOR;
    publish(&mut model, &[1]);
    let expired: BTreeSet<_> =
        model.scheduler.expire(model.now).into_iter().map(|failed| failed.event).collect();
    assert_eq!(expired, [0, 1, 2].into());
    assert_eq!(model.scheduler.oldest(), Some(model.now));
}
