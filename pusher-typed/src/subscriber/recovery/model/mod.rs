//! Compares the recovery with a model: a service with its log, a wire that loses, doubles and reorders, a history, and a
//! consumer whose state is always a prefix of the log, or there was a reset.

mod consumer;
mod service;
mod steps;

use std::collections::VecDeque;

use proptest::prelude::*;
use serde_json::json;

use self::{
    consumer::State,
    service::Log,
    steps::{Fate, Malformed, Noise, PAGE, Response, Step, steps},
};
use super::{Outcome, Recovery, Request, Start};
use crate::{
    Position,
    history::{ChannelHistory, Epoch, POSITION_EVENT, attach_position},
    subscriber::raw_event::RawEvent,
};

struct World {
    log: Log,
    /// Messages that are sent to the subscription.
    wire: VecDeque<RawEvent>,
    is_connected: bool,
    recovery: Recovery,
    state: State,
    request: Option<Request>,
    /// What the service has read for the request.
    read: Option<ChannelHistory>,
    responses: Vec<(u64, ChannelHistory)>,
    /// The end of the log, after a reset.
    reset: Option<Position>,
}

impl World {
    fn new(capacity: usize, starts_now: bool) -> Self {
        let log = Log { epoch: 0, events: Vec::new(), trimmed: 0, next: 0 };
        let start = log.position(0);
        let applied = (!starts_now).then(|| (start.clone(), Vec::new()));
        let start = if starts_now { Start::Now } else { Start::After(start) };
        World {
            log,
            wire: VecDeque::new(),
            is_connected: false,
            recovery: Recovery::new(start),
            state: State {
                capacity,
                waiting: VecDeque::new(),
                is_stalled: false,
                applied,
                truth: vec![Vec::new()],
                delivered: 0,
            },
            request: None,
            read: None,
            responses: Vec::new(),
            reset: None,
        }
    }

    fn step(&mut self, step: &Step) {
        let delivered = self.state.delivered;
        let was_reset = self.reset.is_some();
        match *step {
            Step::Publish(fate) => self.publish(fate),
            Step::Burst(count) => {
                self.publish(Fate::Lost);
                for _ in 0..count {
                    self.publish(Fate::Sent);
                }
                while let Some(message) = self.wire.pop_front() {
                    self.arrive(message);
                }
            }
            Step::Arrive(index) if !self.wire.is_empty() => {
                let message = self.wire.remove(index.index(self.wire.len().min(4))).expect("a message");
                self.arrive(message);
            }
            Step::Noise(noise) => self.noise(noise),
            Step::Connect => {
                self.is_connected = true;
                self.recovery.subscribed();
            }
            Step::Disconnect => {
                self.is_connected = false;
                self.wire.clear();
                self.recovery.disconnected();
                if self.state.applied.is_none() {
                    (self.request, self.read) = (None, None);
                }
            }
            Step::Due => self.due(),
            Step::Read(page) => self.read(page),
            Step::Respond(response) => self.respond(response),
            Step::RespondAgain(index) if !self.responses.is_empty() => {
                let (number, history) = self.responses[index.index(self.responses.len())].clone();
                if self.request.as_ref().is_none_or(|request| request.number != number) {
                    let outcome = self.recovery.responded(number, history, false, &mut self.state);
                    assert_eq!(outcome, Outcome::Continues, "a late response");
                }
            }
            Step::Take(count) => self.take(count),
            Step::Trim(index) => {
                self.log.trimmed = self.log.trimmed.max(index.index(self.log.events.len() + 1));
            }
            Step::Restore(index) => {
                self.log.restore(index.index(self.log.events.len() + 1));
                self.state.truth.push(self.log.events.clone());
            }
            Step::Resume(index) if self.state.applied.is_some() => {
                let offset = self.log.trimmed + index.index(self.log.events.len() - self.log.trimmed + 1);
                self.resume(offset);
            }
            Step::Arrive(_) | Step::RespondAgain(_) | Step::Resume(_) => {}
        }
        self.check(was_reset && self.reset.is_some(), delivered);
    }

    fn publish(&mut self, fate: Fate) {
        let (position, number) = self.log.publish();
        self.state.truth.last_mut().expect("an epoch").push(number);
        let data = json!({ "n": number }).to_string();
        let (event, data) = match fate {
            Fate::PositionOnly => (POSITION_EVENT, "{}".to_owned()),
            _ => ("event", data),
        };
        let data = attach_position(&data, &position).expect("an object");
        let message =
            RawEvent { event: event.to_owned(), data, user_id: None, position: None, in_string: false };
        if self.is_connected && !matches!(fate, Fate::Lost) {
            self.wire.push_back(message.clone());
            self.wire.extend(matches!(fate, Fate::Doubled).then_some(message));
        }
    }

    fn arrive(&mut self, message: RawEvent) {
        assert_eq!(self.recovery.received(message, &mut self.state), None);
    }

    fn noise(&mut self, noise: Noise) {
        let (event, data) = match noise {
            Noise::Plain => ("plain", "{}".to_owned()),
            Noise::Forged(offset) => ("client-event", format!(r#"{{"_position":"e0.{offset}"}}"#)),
            Noise::Unreadable => return self.recovery.suspect(),
        };
        let message =
            RawEvent { event: event.to_owned(), data, user_id: None, position: None, in_string: false };
        let passed = self.recovery.received(message.clone(), &mut self.state);
        assert_eq!(passed, self.reset.is_none().then_some(message));
    }

    fn due(&mut self) {
        let is_full = self.state.waiting.len() >= self.state.capacity;
        let Some(request) = self.recovery.due(&mut self.state) else { return };
        assert!(self.is_connected && self.request.is_none() && self.reset.is_none() && !is_full);
        self.request = Some(request);
    }

    fn read(&mut self, page: usize) {
        if let Some(request) = &self.request {
            self.read = Some(self.log.read(request.after.as_ref(), page));
        }
    }

    fn respond(&mut self, response: Response) {
        let Some(request) = self.request.take() else { return };
        let number = request.number;
        let history = match response {
            Response::Failed => {
                self.read = None;
                assert!(self.recovery.failed(number, None));
                return;
            }
            Response::Omitted { has_others } => {
                self.read = None;
                let outcome = self.recovery.omitted(number, has_others);
                assert_eq!(matches!(outcome, Outcome::Malformed(_)), !has_others);
                return;
            }
            Response::Empty { has_others } => {
                self.read = None;
                let history = self.log.read(request.after.as_ref(), 0);
                return self.outcome(number, history, has_others);
            }
            Response::Malformed(how) => match self.malformed(&request, how) {
                Some(history) => {
                    self.read = None;
                    let delivered = self.state.delivered;
                    let outcome = self.recovery.responded(number, history, false, &mut self.state);
                    assert!(matches!(outcome, Outcome::Malformed(_)), "{how:?}");
                    assert_eq!(
                        self.state.delivered, delivered,
                        "a malformed response is not applied in part"
                    );
                    return;
                }
                None => self.log.read(request.after.as_ref(), PAGE),
            },
            // It may have been read long before.
            Response::Page => self.read.take().unwrap_or_else(|| self.log.read(request.after.as_ref(), PAGE)),
        };
        self.read = None;
        self.responses.push((number, history.clone()));
        self.outcome(number, history, false);
    }

    fn outcome(&mut self, number: u64, history: ChannelHistory, has_others: bool) {
        match self.recovery.responded(number, history, has_others, &mut self.state) {
            Outcome::Continues => {}
            Outcome::Reset(last) => self.reset = Some(last),
            Outcome::Malformed(error) => assert!(!has_others, "{error}"),
            Outcome::Refused => panic!("refused"),
        }
        if let (None, Some(position)) = (&self.state.applied, self.recovery.start()) {
            let numbers = self.state.truth(position).to_vec();
            self.state.applied = Some((position.clone(), numbers));
        }
    }

    /// A response that contradicts the request or itself, if this kind of contradiction is possible.
    fn malformed(&self, request: &Request, how: Malformed) -> Option<ChannelHistory> {
        let after = request.after.as_ref()?;
        let ChannelHistory::Events { last, mut events } = self.log.read(Some(after), PAGE) else {
            return None;
        };
        let last = match how {
            Malformed::FirstMissing if !events.is_empty() => {
                events[0].offset += 1;
                last
            }
            Malformed::InnerMissing if events.len() > 2 => {
                events.remove(1);
                last
            }
            Malformed::Doubled if !events.is_empty() => {
                events.insert(0, events[0].clone());
                last
            }
            Malformed::BeyondLast if !events.is_empty() => after.clone(),
            Malformed::OtherEpoch => {
                Position::new(Epoch::new("other").expect("an epoch"), last.offset()).expect("a position")
            }
            Malformed::Backward if after.offset() > 0 => {
                events.clear();
                Position::new(after.epoch().clone(), after.offset() - 1).expect("a position")
            }
            _ => return None,
        };
        Some(ChannelHistory::Events { last, events })
    }

    fn take(&mut self, count: usize) {
        for _ in 0..count {
            self.state.take();
        }
        if self.state.waiting.is_empty() && std::mem::take(&mut self.state.is_stalled) {
            self.recovery.drained();
        }
    }

    /// The consumer loads the state of an offset.
    fn resume(&mut self, offset: usize) {
        let position = self.log.position(offset);
        self.state.applied = Some((position.clone(), self.log.events[..offset].to_vec()));
        self.state.waiting.clear();
        (self.reset, self.request, self.read) = (None, None, None);
        self.recovery.resume(position);
        self.take(0);
    }

    fn check(&self, was_reset: bool, delivered: usize) {
        self.state.check();
        assert!(!was_reset || self.state.delivered == delivered, "an event after a reset");
        assert!(self.state.waiting.len() < self.state.capacity + PAGE, "the queue grows");
        let may_sleep =
            !self.is_connected || self.reset.is_some() || self.request.is_some() || self.state.is_stalled;
        assert!(may_sleep || self.recovery.wait().is_some(), "nothing would request the next events");
    }

    /// All faults end. The state must become that of the log.
    fn settle(&mut self) {
        if !self.is_connected {
            self.step(&Step::Connect);
        }
        for _ in 0..10_000 {
            if self.reset.is_some() {
                self.resume(self.log.events.len());
            }
            self.step(&Step::Due);
            self.read = None;
            self.step(&Step::Respond(Response::Page));
            self.step(&Step::Take(2));
            if self.is_complete() {
                return;
            }
        }
        panic!("{:?} never becomes {:?}", self.state.applied, self.log.events);
    }

    fn is_complete(&self) -> bool {
        let end = self.log.position(self.log.events.len());
        self.reset.is_none() && self.state.applied.as_ref().is_some_and(|(position, _)| *position == end)
    }
}

fn cases() -> u32 {
    std::env::var("PUSHER_TYPED_RECOVERY_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(512)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn the_state_is_always_a_prefix_of_the_log(
        capacity in 1..6_usize,
        starts_now in any::<bool>(),
        steps in steps(),
    ) {
        let mut world = World::new(capacity, starts_now);
        for step in steps {
            world.step(&step);
        }
        world.settle();
    }
}
