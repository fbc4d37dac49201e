//! Spans and events of the feature `tracing`: what a request is about, never a payload.

#[cfg(not(feature = "tracing"))]
mod switched {
    use std::time::Duration;

    use crate::{
        client::{call::Call, error::RequestError},
        transport::Response,
    };

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
    use std::{error::Error as _, fmt, time::Duration};

    use tracing::{Instrument as _, Span, debug, debug_span, field, warn};

    use crate::{
        client::{
            call::{Call, Channels, Events, Subject},
            error::RequestError,
        },
        transport::Response,
    };

    /// The module that users know, for their filters.
    const TARGET: &str = "pusher_typed::client";

    /// An error with all of its causes: `a: b: c`.
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

    fn span(call: &Call<'_>, attempt: u32) -> Span {
        let events = !matches!(call.subject, Subject::Path);
        debug_span!(
            target: TARGET,
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
            Ok(_) => debug!(target: TARGET, "accepted"),
            Err(error) => warn!(target: TARGET, error = %Chain(error), "failed"),
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
            target: TARGET,
            path = call.endpoint.signed_path(),
            attempt,
            pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            error = %Chain(error),
            "trying again"
        );
    }
}

pub(super) use self::switched::{note_pause, traced};
