//! Spans and events of the feature `tracing`: what a request is about, never a payload.
#![cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "what spans show is read by spans only"))]

use std::{fmt, ops::Range, time::Duration};

use super::{RequestError, execute::Call, outgoing::Outgoing, send::Item};
use crate::transport::Response;

/// What a request is about.
pub(super) enum Subject<'s> {
    /// One event to a range of its addresses.
    Event(&'s Outgoing, Range<usize>),
    /// Several events to one address each.
    Batch(&'s [Item]),
    /// What the request's path says.
    Path,
}

#[cfg(not(feature = "tracing"))]
mod switched {
    use super::{Call, Duration, RequestError, Response};

    pub(in crate::client) async fn traced(
        call: &Call<'_>,
        _: u32,
        sending: impl Future<Output = Result<Response, RequestError>>,
    ) -> Result<Response, RequestError> {
        let _ = &call.subject;
        sending.await
    }

    pub(in crate::client) fn note_pause(_: &Call<'_>, _: u32, _: Duration, _: &RequestError) {}
}

#[cfg(feature = "tracing")]
mod switched {
    use tracing::{Instrument as _, Span, debug, debug_span, field, warn};

    use super::{Call, Channels, Duration, Events, RequestError, Response, Subject};

    fn span(call: &Call<'_>, attempt: u32) -> Span {
        let events = !matches!(call.subject, Subject::Path);
        debug_span!(
            "pusher_request",
            method = call.method.as_str(),
            path = call.endpoint.signed_path(),
            event = events.then(|| field::display(Events(&call.subject))),
            channels = events.then(|| field::display(Channels(&call.subject))),
            size = events.then(|| call.subject.size()),
            attempt,
            status = field::Empty,
        )
    }

    /// Awaits an attempt inside of a span of its own.
    pub(in crate::client) async fn traced(
        call: &Call<'_>,
        attempt: u32,
        sending: impl Future<Output = Result<Response, RequestError>>,
    ) -> Result<Response, RequestError> {
        let span = span(call, attempt);
        let outcome = sending.instrument(span.clone()).await;
        let status = match &outcome {
            Ok(response) => Some(response.status()),
            Err(error) => error.status(),
        };
        if let Some(status) = status {
            span.record("status", status);
        }
        span.in_scope(|| match &outcome {
            Ok(_) => debug!("accepted"),
            Err(error) => warn!(%error, "failed"),
        });
        outcome
    }

    /// Says that another attempt follows.
    pub(in crate::client) fn note_pause(
        call: &Call<'_>,
        attempt: u32,
        pause: Duration,
        error: &RequestError,
    ) {
        warn!(
            path = call.endpoint.signed_path(),
            attempt,
            pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            %error,
            "trying again"
        );
    }
}

pub(super) use self::switched::{note_pause, traced};

impl Subject<'_> {
    /// The events with the addresses of this request.
    fn each(&self, mut write: impl FnMut(&str, &dyn fmt::Display) -> fmt::Result) -> fmt::Result {
        match self {
            Subject::Event(outgoing, range) => {
                let mut addresses = outgoing.to.addresses().skip(range.start).take(range.len());
                addresses.try_for_each(|to| write(&outgoing.event, &to))
            }
            Subject::Batch(items) => items
                .iter()
                .filter_map(Item::parts)
                .try_for_each(|(outgoing, to)| write(&outgoing.event, &to)),
            Subject::Path => Ok(()),
        }
    }

    /// The payloads' size together, in bytes.
    fn size(&self) -> usize {
        match self {
            Subject::Event(outgoing, _) => outgoing.size,
            Subject::Batch(items) => {
                items.iter().filter_map(Item::parts).map(|(outgoing, _)| outgoing.size).sum()
            }
            Subject::Path => 0,
        }
    }
}

/// The events' names, separated by commas; a name that is the one before is left out.
struct Events<'s>(&'s Subject<'s>);

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
struct Channels<'s>(&'s Subject<'s>);

impl fmt::Display for Channels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        self.0.each(|_, channel| {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            write!(f, "{comma}{channel}")
        })
    }
}
