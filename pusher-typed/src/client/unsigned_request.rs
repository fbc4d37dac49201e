//! One request to the HTTP API before it is signed, and the events that it sends.
#![cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "only spans read these values"))]

use std::{fmt, ops::Range, sync::Arc};

use bytes::Bytes;

use super::outgoing::{BatchItem, Outgoing};
use crate::wire::{
    endpoint::{Endpoint, Method},
    signature::QueryParams,
};

/// A request before it is signed.
pub(super) struct UnsignedRequest<'c> {
    pub(super) method: Method,
    pub(super) endpoint: &'c Arc<Endpoint>,
    pub(super) params: QueryParams,
    pub(super) body: Option<Bytes>,
    /// The same for all attempts.
    pub(super) idempotency_key: Option<String>,
    /// The events that it sends, for spans.
    pub(super) subject: Subject<'c>,
}

/// The events that a request sends.
pub(super) enum Subject<'s> {
    /// One event to a range of its recipients.
    Event(&'s Outgoing, Range<usize>),
    /// Several events to one recipient each.
    Batch(&'s [BatchItem]),
    /// Several events to all of their recipients.
    #[cfg(feature = "publisher")]
    Events(&'s [&'s Outgoing]),
    /// None: the path of the request identifies its subject.
    Path,
}

impl Subject<'_> {
    /// Calls `write` for each event and recipient of this request.
    fn each(&self, mut write: impl FnMut(&str, &dyn fmt::Display) -> fmt::Result) -> fmt::Result {
        match self {
            Subject::Event(outgoing, range) => {
                let mut recipients = outgoing.to.each().skip(range.start).take(range.len());
                recipients.try_for_each(|to| write(&outgoing.event, &to))
            }
            Subject::Batch(items) => items
                .iter()
                .filter_map(BatchItem::event_and_recipient)
                .try_for_each(|(outgoing, to)| write(&outgoing.event, &to)),
            #[cfg(feature = "publisher")]
            Subject::Events(events) => events
                .iter()
                .flat_map(|outgoing| outgoing.to.each().map(|to| (&outgoing.event, to)))
                .try_for_each(|(event, to)| write(event, &to)),
            Subject::Path => Ok(()),
        }
    }

    /// The total size of the payloads, in bytes.
    pub(super) fn size(&self) -> usize {
        match self {
            Subject::Event(outgoing, _) => outgoing.size,
            Subject::Batch(items) => items
                .iter()
                .filter_map(BatchItem::event_and_recipient)
                .map(|(outgoing, _)| outgoing.size)
                .sum(),
            #[cfg(feature = "publisher")]
            Subject::Events(events) => events.iter().map(|outgoing| outgoing.size).sum(),
            Subject::Path => 0,
        }
    }
}

/// The events' names, separated by commas, without consecutive repetitions.
pub(super) struct EventNames<'s>(pub(super) &'s Subject<'s>);

impl fmt::Display for EventNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last: Option<String> = None;
        self.0.each(|event, _| {
            if last.as_deref() == Some(event) {
                return Ok(());
            }
            let first = last.replace(event.to_owned()).is_none();
            write!(f, "{}{event}", if first { "" } else { "," })
        })
    }
}

/// The channels' names, separated by commas.
pub(super) struct ChannelNames<'s>(pub(super) &'s Subject<'s>);

impl fmt::Display for ChannelNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        self.0.each(|_, channel| {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            write!(f, "{comma}{channel}")
        })
    }
}
