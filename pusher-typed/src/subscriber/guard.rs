//! The part of a subscription that belongs to its stream.

use std::task::{Context, Poll, ready};

use tokio::sync::mpsc::UnboundedSender;

use super::{
    channel::Members,
    error::SubscribeError,
    item::Signal,
    queue::{Entry, Receiver},
    session::Command,
};
use crate::{ChannelName, Position};

/// Dropping it unsubscribes.
pub(super) struct Guard {
    pub(super) channel: ChannelName,
    pub(super) queue: Receiver<Signal>,
    pub(super) members: Members,
    pub(super) id: u64,
    pub(super) commands: UnboundedSender<Command>,
    /// On a recoverable channel.
    pub(super) log: Option<Log>,
}

/// The position of the stream in the log of a recoverable channel.
#[derive(Default)]
pub(super) struct Log {
    /// The position of the last returned event, or before that, the one after which events follow.
    pub(super) position: Option<Position>,
    /// How often the consumer has resumed.
    resumed: u64,
    /// Whether the items of the log in the queue are from before the last resume.
    is_stale: bool,
}

impl Log {
    /// Whether the consumer receives this item.
    fn accepts(&mut self, signal: &Signal) -> bool {
        match signal {
            Signal::Resumed(number) => {
                self.is_stale &= *number != self.resumed;
                false
            }
            Signal::Reset(_) => !self.is_stale,
            Signal::Event(event) if event.position.is_some() => {
                if !self.is_stale {
                    self.position.clone_from(&event.position);
                }
                !self.is_stale
            }
            _ => true,
        }
    }
}

impl Guard {
    /// The next entry of the queue that the consumer receives.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Entry<Signal>>> {
        let Some(log) = &mut self.log else { return self.queue.poll_next(context) };
        loop {
            let entry = ready!(self.queue.poll_next(context));
            if self.queue.is_drained() {
                let _ = self.commands.send(Command::Drained { channel: self.channel.clone(), id: self.id });
            }
            match &entry {
                Some(Entry::Item(signal)) if !log.accepts(signal) => {}
                _ => return Poll::Ready(entry),
            }
        }
    }

    pub(super) fn position(&self) -> Option<&Position> {
        self.log.as_ref()?.position.as_ref()
    }

    /// Continues from a position.
    pub(super) fn resume(&mut self, position: Position) -> Result<(), SubscribeError> {
        let log = self.log.as_mut().ok_or(SubscribeError::NotRecoverable)?;
        (log.position, log.is_stale) = (Some(position.clone()), true);
        log.resumed += 1;
        let (channel, id, number) = (self.channel.clone(), self.id, log.resumed);
        // If the driver has ended, so has the subscription.
        let _ = self.commands.send(Command::Resume { channel, id, position, number });
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // If the driver has ended, so has the subscription.
        let _ = self.commands.send(Command::Unsubscribe { channel: self.channel.clone(), id: self.id });
    }
}
