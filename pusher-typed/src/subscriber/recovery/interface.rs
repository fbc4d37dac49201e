//! The inputs and outputs of the recovery of a channel.

use std::time::Duration;

use super::response::MalformedHistory;
use crate::{Position, subscriber::raw_event::RawEvent};

/// Where a subscription begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::subscriber) enum Start {
    /// At the end of the log, as the first response of the history reports it.
    Now,
    After(Position),
}

/// The receiver of the events.
pub(in crate::subscriber) trait Consumer {
    /// Whether there is room for this event. If not, `Recovery::drained` is called when there is.
    fn has_room(&mut self, event: &RawEvent) -> bool;

    /// Whether there is no room for any event. If so, `Recovery::drained` is called when there is.
    fn is_full(&mut self) -> bool;

    /// Takes an event, which has its position. Those of a response of the history are delivered even if there is no
    /// room: it was requested while there was.
    fn deliver(&mut self, event: RawEvent);
}

/// The time until `Recovery::due` is called. The time begins when `Recovery::wait` returns another value than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::subscriber) enum Wait {
    /// At once.
    None,
    /// After 100 ms, in which missing events may still arrive.
    Gap,
    /// After a random time, so that many subscribers that reconnect do not make their requests at once.
    Reconnect,
    /// After 30 to 90 seconds, at random: the last event may have been lost.
    Check,
    /// After the pause that follows this number of failures, and not before the time that the history demands.
    Retry { failures: u32, at_least: Option<Duration> },
}

/// A request for the history of the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::subscriber) struct Request {
    /// Identifies its response.
    pub(in crate::subscriber) number: u64,
    /// The position after which events are requested; `None` if only the end of the log is.
    pub(in crate::subscriber) after: Option<Position>,
}

/// The result of a response, apart from the events.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::subscriber) enum Outcome {
    /// The response was applied, or ignored because it is late.
    Continues,
    /// Events are not available: nothing is delivered until `Recovery::resume`. The position is the end of the log.
    Reset(Position),
    /// The subscription has ended.
    Refused,
    /// The response is an error like a failed request. It is requested again.
    Malformed(MalformedHistory),
}
