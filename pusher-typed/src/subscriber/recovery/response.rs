//! The checks of a response of the history.

use crate::{
    Position,
    history::{ChannelHistory, HistoryEvent},
};

/// A response that contradicts the request or itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::subscriber) enum MalformedHistory {
    #[error("the history's response has no events, although there are later ones")]
    Empty,
    #[error("the history's response has events of another epoch than was requested")]
    Epoch,
    #[error("the history's response has a last position before the requested one")]
    Backward,
    #[error("the history's response has events that do not follow the requested position without gaps")]
    Gap,
    #[error("the history's response has events or a reset, although no position was requested")]
    Unrequested,
}

/// Checks the part of one channel in a response, given the requested position.
pub(super) fn check(requested: Option<&Position>, history: &ChannelHistory) -> Result<(), MalformedHistory> {
    match (history, requested) {
        (ChannelHistory::Refused, _) | (ChannelHistory::Reset { .. }, Some(_)) => Ok(()),
        (ChannelHistory::Events { events, .. }, None) if events.is_empty() => Ok(()),
        (ChannelHistory::Events { .. } | ChannelHistory::Reset { .. }, None) => {
            Err(MalformedHistory::Unrequested)
        }
        (ChannelHistory::Events { last, events }, Some(requested)) => check_events(requested, last, events),
    }
}

fn check_events(
    requested: &Position,
    last: &Position,
    events: &[HistoryEvent],
) -> Result<(), MalformedHistory> {
    if last.epoch() != requested.epoch() {
        return Err(MalformedHistory::Epoch);
    }
    if last.offset() < requested.offset() {
        return Err(MalformedHistory::Backward);
    }
    let follows = |(event, offset): (&HistoryEvent, u64)| event.offset == offset;
    let are_consecutive = events.iter().zip(requested.offset() + 1..).all(follows);
    let is_within = events.last().is_none_or(|event| event.offset <= last.offset());
    if are_consecutive && is_within { Ok(()) } else { Err(MalformedHistory::Gap) }
}
