//! One request to the HTTP API before it is signed, and what it is about.
#![cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "what spans show is read by spans only"))]

use std::{fmt, ops::Range, sync::Arc};

use bytes::Bytes;

use super::outgoing::{BatchItem, Outgoing};
use crate::wire::{
    endpoint::{Endpoint, Method},
    signature::QueryParams,
};

/// A request before it is signed.
pub(super) struct Call<'c> {
    pub(super) method: Method,
    pub(super) endpoint: &'c Arc<Endpoint>,
    pub(super) params: QueryParams,
    pub(super) body: Option<Bytes>,
    /// The same for every attempt.
    pub(super) idempotency_key: Option<String>,
    /// What it is about, for spans.
    pub(super) subject: Subject<'c>,
}

/// What a request is about.
pub(super) enum Subject<'s> {
    /// One event to a range of its recipients.
    Event(&'s Outgoing, Range<usize>),
    /// Several events to one recipient each.
    Batch(&'s [BatchItem]),
    /// Several events to all of their recipients.
    #[cfg(feature = "publisher")]
    Events(&'s [&'s Outgoing]),
    /// What the request's path says.
    Path,
}

impl Subject<'_> {
    /// The events with the recipients of this request.
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

    /// The payloads' size together, in bytes.
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

/// The events' names, separated by commas; a name that is the one before is left out.
pub(super) struct Events<'s>(pub(super) &'s Subject<'s>);

impl fmt::Display for Events<'_> {
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
pub(super) struct Channels<'s>(pub(super) &'s Subject<'s>);

impl fmt::Display for Channels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        self.0.each(|_, channel| {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            write!(f, "{comma}{channel}")
        })
    }
}
