//! Spans and events of the feature `tracing`. They never contain a payload.

#[cfg(not(feature = "tracing"))]
mod switched {
    use std::time::Duration;

    use crate::{
        client::{error::RequestError, unsigned_request::UnsignedRequest},
        transport::Response,
    };

    pub(in crate::client) async fn traced(
        unsigned: &UnsignedRequest<'_>,
        _: u32,
        sending: impl Future<Output = Result<Response, RequestError>>,
    ) -> Result<Response, RequestError> {
        let _ = &unsigned.subject;
        sending.await
    }

    pub(in crate::client) fn note_pause(_: &UnsignedRequest<'_>, _: u32, _: Duration, _: &RequestError) {}
}

#[cfg(feature = "tracing")]
mod switched {
    use std::{error::Error as _, fmt, time::Duration};

    use tracing::{Instrument as _, Span, debug, debug_span, field, warn};

    use crate::{
        client::{
            error::RequestError,
            unsigned_request::{ChannelNames, EventNames, Subject, UnsignedRequest},
        },
        transport::Response,
    };

    /// The public module, for the filters of users.
    const TARGET: &str = "pusher_typed::client";

    /// An error with all its causes: `a: b: c`.
    struct Chain<'e>(&'e RequestError);

    impl fmt::Display for Chain<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}", self.0)?;
            let mut next = self.0.source();
            while let Some(error) = next {
                write!(f, ": {error}")?;
                next = error.source();
            }
            Ok(())
        }
    }

    fn span(unsigned: &UnsignedRequest<'_>, attempt: u32) -> Span {
        let events = !matches!(unsigned.subject, Subject::Path);
        debug_span!(
            target: TARGET,
            "pusher_request",
            method = unsigned.method.as_str(),
            path = unsigned.endpoint.signed_path(),
            event = events.then(|| field::display(EventNames(&unsigned.subject))),
            channels = events.then(|| field::display(ChannelNames(&unsigned.subject))),
            size = events.then(|| unsigned.subject.size()),
            attempt,
            status = field::Empty,
        )
    }

    /// Awaits an attempt inside its own span.
    pub(in crate::client) async fn traced(
        unsigned: &UnsignedRequest<'_>,
        attempt: u32,
        sending: impl Future<Output = Result<Response, RequestError>>,
    ) -> Result<Response, RequestError> {
        let span = span(unsigned, attempt);
        let outcome = sending.instrument(span.clone()).await;
        let status = match &outcome {
            Ok(response) => Some(response.status()),
            Err(error) => error.status(),
        };
        if let Some(status) = status {
            span.record("status", status);
        }
        span.in_scope(|| match &outcome {
            Ok(_) => debug!(target: TARGET, "accepted"),
            Err(error) => warn!(target: TARGET, error = %Chain(error), "failed"),
        });
        outcome
    }

    /// Logs that another attempt follows.
    pub(in crate::client) fn note_pause(
        unsigned: &UnsignedRequest<'_>,
        attempt: u32,
        pause: Duration,
        error: &RequestError,
    ) {
        warn!(
            target: TARGET,
            path = unsigned.endpoint.signed_path(),
            attempt,
            pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            error = %Chain(error),
            "retrying"
        );
    }
}

pub(super) use self::switched::{note_pause, traced};
