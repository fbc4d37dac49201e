//! The recovery of one channel on the connection: its consumer, and when it continues.

use tokio::time::Instant;

use crate::{
    Position,
    subscriber::{
        error::SubscribeError,
        histories::{ChannelResponse, Response, Times},
        item::Signal,
        pauses::{Backoff, later},
        queue::Sender,
        raw_event::RawEvent,
        recovery::{Consumer, Outcome, Recovery, Request, Start, Wait},
    },
};

impl Consumer for &Sender<Signal> {
    fn has_room(&mut self, event: &RawEvent) -> bool {
        Sender::has_room(self, event.bytes())
    }

    fn is_full(&mut self) -> bool {
        !Sender::has_room(self, 0)
    }

    fn deliver(&mut self, event: RawEvent) {
        self.append(Signal::Event(event));
    }
}

pub(super) struct Recovering {
    pub(super) recovery: Recovery,
    timer: Option<(Wait, Instant)>,
    backoff: Backoff,
}

/// What a response means for the subscription.
pub(super) enum Recovered {
    Continues,
    /// The consumer receives this item.
    Reports(Signal),
    /// The subscription has failed.
    Fails(SubscribeError),
}

impl Recovering {
    pub(super) fn new(start: Start, backoff: Backoff) -> Self {
        Recovering { recovery: Recovery::new(start), timer: None, backoff }
    }

    pub(super) fn disconnected(&mut self) {
        self.recovery.disconnected();
        self.timer = None;
    }

    /// When [`next`](Recovering::next) is to be called.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.timer.map(|(_, end)| end)
    }

    /// Serves the timer. Returns the request that is to be made.
    pub(super) fn next(
        &mut self,
        queue: &Sender<Signal>,
        times: &mut Times,
        now: Instant,
    ) -> Option<Request> {
        loop {
            let wait = self.recovery.wait();
            if self.timer.map(|(wait, _)| wait) != wait {
                self.timer = wait.map(|wait| (wait, times.end(wait, now)));
            }
            self.timer.take_if(|(_, end)| *end <= now)?;
            if let Some(request) = self.recovery.due(&mut &*queue) {
                return Some(request);
            }
        }
    }

    /// The history has responded.
    pub(super) fn responded(
        &mut self,
        response: ChannelResponse,
        queue: &Sender<Signal>,
        now: Instant,
    ) -> Recovered {
        let (number, per_mille) = (response.number, response.per_mille);
        let outcome = match response.result {
            Response::Page { history: Some(history), has_others } => {
                self.recovery.responded(number, history, has_others, &mut &*queue)
            }
            Response::Page { history: None, has_others } => self.recovery.omitted(number, has_others),
            Response::Refused(error) => return Recovered::Fails(SubscribeError::HistoryRefused(error)),
            Response::Failed { error, retry_after } => {
                return if self.recovery.failed(number, retry_after) {
                    self.retry(error, per_mille, now)
                } else {
                    Recovered::Continues
                };
            }
        };
        match outcome {
            Outcome::Continues => Recovered::Continues,
            Outcome::Reset(last) => Recovered::Reports(Signal::Reset(last)),
            Outcome::Refused => {
                Recovered::Fails(SubscribeError::HistoryRefused("the channel is refused".into()))
            }
            Outcome::Malformed(error) => {
                self.retry(SubscribeError::HistoryFailed(Box::new(error)), per_mille, now)
            }
        }
    }

    fn retry(&mut self, error: SubscribeError, per_mille: u32, now: Instant) -> Recovered {
        let Some(wait @ Wait::Retry { failures, at_least }) = self.recovery.wait() else {
            // There is no connection. The next one brings another request.
            return Recovered::Continues;
        };
        let pause = self.backoff.pause_with(failures.saturating_sub(1), per_mille);
        let retry_in = pause.max(at_least.unwrap_or_default());
        self.timer = Some((wait, later(now, retry_in)));
        Recovered::Reports(Signal::HistoryFailed { error, retry_in })
    }

    /// The position after which the subscription begins, once it is known.
    pub(super) fn start(&self) -> Option<&Position> {
        self.recovery.start()
    }
}
