//! The recovery of a subscription to a recoverable channel.

use tokio::time::Instant;

use super::{recovering::Recovered, state::Channel};
use crate::{
    Position,
    subscriber::{
        error::SubscribeError,
        histories::{ChannelResponse, Times},
        item::Signal,
        recovery::Request,
        trace,
    },
};

impl Channel {
    pub(in crate::subscriber) fn is_recoverable(&self) -> bool {
        self.recovering.is_some()
    }

    /// The request for the history that is to be made now.
    pub(in crate::subscriber) fn history_request(
        &mut self,
        times: &mut Times,
        now: Instant,
    ) -> Option<Request> {
        self.recovering.as_mut()?.next(&self.queue, times, now)
    }

    /// The history has responded. The error is that of a subscription that has failed.
    pub(in crate::subscriber) fn history_responded(
        &mut self,
        response: ChannelResponse,
        now: Instant,
    ) -> Result<(), SubscribeError> {
        let Some(recovering) = &mut self.recovering else { return Ok(()) };
        match recovering.responded(response, &self.queue, now) {
            Recovered::Fails(error) => return Err(error),
            Recovered::Reports(Signal::HistoryFailed { error, .. }) if self.reply.is_some() => {
                return Err(error);
            }
            Recovered::Reports(signal) => {
                self.trace(&signal);
                self.queue.push(signal);
            }
            Recovered::Continues => {}
        }
        let is_known = self.recovering.as_ref().is_some_and(|recovering| recovering.start().is_some());
        if is_known && self.is_active() {
            self.begin();
        }
        Ok(())
    }

    fn trace(&self, signal: &Signal) {
        match signal {
            Signal::HistoryFailed { error, retry_in } => trace::history_failed(&self.name, error, *retry_in),
            Signal::Reset(_) => trace::reset(&self.name),
            _ => {}
        }
    }

    /// The consumer has taken all items.
    pub(in crate::subscriber) fn drained(&mut self) {
        if let Some(recovering) = &mut self.recovering {
            recovering.recovery.drained();
        }
    }

    /// The consumer continues from a position, for the time with this number.
    pub(in crate::subscriber) fn resume(&mut self, position: Position, number: u64) {
        if let Some(recovering) = &mut self.recovering {
            recovering.recovery.resume(position);
            self.queue.push(Signal::Resumed(number));
        }
    }

    /// There is no subscription at the moment.
    pub(super) fn disconnect_recovery(&mut self) {
        if let Some(recovering) = &mut self.recovering {
            recovering.disconnected();
        }
    }
}
