//! The state of one subscription to a recoverable channel.

use std::time::Duration;

use super::{
    buffer::{Buffer, Next},
    interface::{Consumer, Outcome, Request, Start, Wait},
    message::{Message, read},
    response::{MalformedHistory, check},
};
use crate::{
    Position,
    history::{ChannelHistory, HistoryEvent},
    subscriber::raw_event::RawEvent,
};

/// The state.
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(in crate::subscriber) struct Recovery {
    /// The position of the last delivered event; `None` if the subscription begins with the next event, until there was
    /// a response.
    position: Option<Position>,
    /// The position after which the subscription begins, once it is known.
    start: Option<Position>,
    /// The events that follow later than the next one.
    buffer: Buffer,
    is_subscribed: bool,
    /// Whether there was a reset, and the consumer has not resumed.
    is_reset: bool,
    /// Whether the consumer was full, and has not been drained since.
    is_stalled: bool,
    /// Whether no request was made yet.
    is_new: bool,
    requests: u64,
    /// The request without a response.
    request: Option<Request>,
    /// Whether another request is to follow its response.
    request_again: bool,
    /// The latest position that was received after the last request.
    ahead: Option<Position>,
    /// Whether a message was received, after the last request, that may have been an event of the log.
    is_suspicious: bool,
    failures: u32,
    wait: Option<Wait>,
}

impl Recovery {
    pub(in crate::subscriber) fn new(start: Start) -> Self {
        let position = match start {
            Start::Now => None,
            Start::After(position) => Some(position),
        };
        Recovery {
            start: position.clone(),
            position,
            buffer: Buffer::new(),
            is_subscribed: false,
            is_reset: false,
            is_stalled: false,
            is_new: true,
            requests: 0,
            request: None,
            request_again: false,
            ahead: None,
            is_suspicious: false,
            failures: 0,
            wait: None,
        }
    }

    /// When [`due`](Recovery::due) is to be called, if at all.
    pub(in crate::subscriber) fn wait(&self) -> Option<Wait> {
        self.wait
    }

    /// The position after which the subscription begins; `None` if it is not known yet.
    pub(in crate::subscriber) fn start(&self) -> Option<&Position> {
        self.start.as_ref()
    }

    /// The service has confirmed the subscription.
    pub(in crate::subscriber) fn subscribed(&mut self) {
        self.is_subscribed = true;
        if !self.is_reset && !matches!(self.wait, Some(Wait::Retry { .. })) {
            self.wait = Some(if self.is_new { Wait::None } else { Wait::Reconnect });
        }
    }

    /// The connection is lost. A response that comes later is still applied, unless the subscription has not begun.
    pub(in crate::subscriber) fn disconnected(&mut self) {
        self.is_subscribed = false;
        (self.wait, self.request_again) = (None, false);
        if self.position.is_none() {
            self.forget();
            self.is_new = true;
        }
    }

    /// A message of the channel. Returns a message that is not an event of the log, which the consumer receives
    /// unchanged.
    pub(in crate::subscriber) fn received(
        &mut self,
        event: RawEvent,
        consumer: &mut impl Consumer,
    ) -> Option<RawEvent> {
        match read(event) {
            _ if self.is_reset => {}
            Message::Event(position, event) => self.event(position, event, consumer),
            Message::Position(position) => self.notice(position),
            Message::Other(event) => return Some(event),
        }
        None
    }

    fn event(&mut self, position: Position, event: RawEvent, consumer: &mut impl Consumer) {
        match &self.position {
            Some(present) if present.epoch() == position.epoch() && position.offset() <= present.offset() => {
            }
            Some(present) if present.epoch() != position.epoch() => self.suspect(),
            Some(present) if position.offset() == present.offset() + 1 => {
                if consumer.has_room(&event) {
                    self.position = Some(position);
                    consumer.deliver(event);
                    self.drain_buffer(consumer);
                } else {
                    self.stall();
                }
            }
            _ if self.is_stalled => {}
            _ => {
                self.buffer.insert(&position, event);
                self.notice(position);
            }
        }
    }

    /// The position of an event that was not sent itself.
    fn notice(&mut self, position: Position) {
        let is_later = self
            .ahead
            .as_ref()
            .is_none_or(|ahead| ahead.epoch() != position.epoch() || ahead.offset() < position.offset());
        if is_later {
            self.ahead = Some(position);
        }
        self.request_soon();
    }

    /// A message that may have been an event, but has no readable position.
    pub(in crate::subscriber) fn suspect(&mut self) {
        self.is_suspicious = true;
        self.request_soon();
    }

    /// The consumer has taken all events, after it was full.
    pub(in crate::subscriber) fn drained(&mut self) {
        if std::mem::take(&mut self.is_stalled) {
            self.request_now();
        }
    }

    /// Continues after a position, from which the consumer has its state.
    pub(in crate::subscriber) fn resume(&mut self, position: Position) {
        self.forget();
        self.position = Some(position);
        (self.is_reset, self.is_stalled) = (false, false);
        self.request_now();
    }

    /// The time of [`wait`](Recovery::wait) has passed. Returns the request that is to be made.
    pub(in crate::subscriber) fn due(&mut self, consumer: &mut impl Consumer) -> Option<Request> {
        let wait = self.wait.take()?;
        if self.request.is_some() {
            self.request_again = true;
            return None;
        }
        if wait == Wait::Gap && !self.is_missing() {
            self.wait = Some(Wait::Check);
            return None;
        }
        if self.is_stalled || consumer.is_full() {
            self.stall();
            return None;
        }
        (self.ahead, self.is_suspicious) = (None, false);
        (self.is_new, self.request_again) = (false, false);
        self.requests += 1;
        let request = Request { number: self.requests, after: self.position.clone() };
        self.request = Some(request.clone());
        Some(request)
    }

    /// The history has responded to a request. `has_others` is whether the response has events of other channels.
    pub(in crate::subscriber) fn responded(
        &mut self,
        number: u64,
        history: ChannelHistory,
        has_others: bool,
        consumer: &mut impl Consumer,
    ) -> Outcome {
        let Some(request) = self.request.take_if(|request| request.number == number) else {
            return Outcome::Continues;
        };
        if let Err(error) = check(request.after.as_ref(), &history) {
            self.retry(None);
            return Outcome::Malformed(error);
        }
        match history {
            ChannelHistory::Refused => {
                self.wait = None;
                Outcome::Refused
            }
            ChannelHistory::Reset { last } => {
                self.forget();
                (self.wait, self.is_reset, self.failures) = (None, true, 0);
                Outcome::Reset(last)
            }
            ChannelHistory::Events { last, events } => self.apply(&last, events, has_others, consumer),
        }
    }

    /// The response has no part for this channel. `has_others` is whether it has events of other channels.
    pub(in crate::subscriber) fn omitted(&mut self, number: u64, has_others: bool) -> Outcome {
        match self.request.take_if(|request| request.number == number) {
            Some(_) => self.continue_empty(has_others),
            None => Outcome::Continues,
        }
    }

    /// A request has failed, and the history demands a pause of this length. Returns whether it was the current
    /// request.
    pub(in crate::subscriber) fn failed(&mut self, number: u64, at_least: Option<Duration>) -> bool {
        let is_present = self.request.take_if(|request| request.number == number).is_some();
        if is_present {
            self.retry(at_least);
        }
        is_present
    }

    fn apply(
        &mut self,
        last: &Position,
        events: Vec<HistoryEvent>,
        has_others: bool,
        consumer: &mut impl Consumer,
    ) -> Outcome {
        let is_empty = events.is_empty();
        match &mut self.position {
            Some(position) => {
                for event in events {
                    let Some(next) = following(position).filter(|next| next.offset() == event.offset) else {
                        continue;
                    };
                    *position = next.clone();
                    consumer.deliver(from_history(event, next));
                }
            }
            None => self.begin_after(last),
        }
        self.drain_buffer(consumer);
        if !self.is_before(last) {
            self.failures = 0;
            self.continue_complete();
        } else if is_empty {
            return self.continue_empty(has_others);
        } else {
            self.failures = 0;
            self.continue_with(Wait::None);
        }
        Outcome::Continues
    }

    /// A subscription from now has its position.
    fn begin_after(&mut self, last: &Position) {
        (self.start, self.position) = (Some(last.clone()), Some(last.clone()));
    }

    /// The log had no other events when the history responded.
    fn continue_complete(&mut self) {
        let next = if std::mem::take(&mut self.request_again) {
            Wait::None
        } else if self.is_missing() {
            Wait::Gap
        } else {
            Wait::Check
        };
        self.continue_with(next);
    }

    /// A request that follows a new subscription is not replaced by one that follows an earlier request.
    fn continue_with(&mut self, wait: Wait) {
        if self.is_subscribed && self.wait != Some(Wait::Reconnect) {
            self.wait = Some(wait);
        }
    }

    /// The response had no events of this channel, although there are some. The number of events in a response is
    /// limited, so this is not a failure if there were events of other channels.
    fn continue_empty(&mut self, has_others: bool) -> Outcome {
        if has_others {
            self.continue_with(Wait::None);
            return Outcome::Continues;
        }
        self.retry(None);
        Outcome::Malformed(MalformedHistory::Empty)
    }

    fn retry(&mut self, at_least: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        self.request_again = false;
        self.wait = self.is_subscribed.then_some(Wait::Retry { failures: self.failures, at_least });
    }

    fn drain_buffer(&mut self, consumer: &mut impl Consumer) {
        while let Some(position) = &self.position {
            match self.buffer.take_next(position, |event| consumer.has_room(event)) {
                Next::Event(event) => {
                    self.position.clone_from(&event.position);
                    consumer.deliver(event);
                }
                Next::Waits => return self.stall(),
                Next::Missing => return,
            }
        }
    }

    /// The consumer is full. Events that follow are read from the history when it is drained.
    fn stall(&mut self) {
        self.is_stalled = true;
        self.buffer.clear();
    }

    /// Whether the position is before another one of the same epoch.
    fn is_before(&self, last: &Position) -> bool {
        self.position.as_ref().is_some_and(|it| it.epoch() == last.epoch() && it.offset() < last.offset())
    }

    /// Whether events are missing, by what was received after the last request.
    fn is_missing(&self) -> bool {
        let is_ahead = |ahead: &Position| {
            self.position
                .as_ref()
                .is_none_or(|it| it.epoch() != ahead.epoch() || it.offset() < ahead.offset())
        };
        self.is_suspicious || self.ahead.as_ref().is_some_and(is_ahead)
    }

    /// Missing events are requested after the time in which they may still arrive. Other pauses are not cut short.
    fn request_soon(&mut self) {
        let is_idle = matches!(self.wait, None | Some(Wait::Check)) && self.request.is_none();
        if is_idle && self.is_subscribed && !self.is_reset && !self.is_stalled && self.is_missing() {
            self.wait = Some(Wait::Gap);
        }
    }

    /// Events are requested at once. The pauses that protect the history are not cut short.
    fn request_now(&mut self) {
        if self.request.is_some() {
            self.request_again = true;
        } else if self.is_subscribed
            && !self.is_reset
            && !matches!(self.wait, Some(Wait::Reconnect | Wait::Retry { .. }))
        {
            self.wait = Some(Wait::None);
        }
    }

    /// Drops the state that belongs to the current position. The response to the current request is ignored.
    fn forget(&mut self) {
        self.buffer.clear();
        (self.request, self.request_again) = (None, false);
        (self.ahead, self.is_suspicious) = (None, false);
    }
}

/// The position of the next event.
fn following(position: &Position) -> Option<Position> {
    Position::new(position.epoch().clone(), position.offset() + 1).ok()
}

fn from_history(HistoryEvent { event, data, .. }: HistoryEvent, position: Position) -> RawEvent {
    RawEvent {
        event,
        data: Box::<str>::from(data).into(),
        user_id: None,
        position: Some(position),
        in_string: false,
    }
}
