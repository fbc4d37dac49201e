//! Scripted responses.

use std::{io, time::Duration};

use crate::transport::{Response, TransportError};

/// A scripted response of a [`Recorder`](super::recorder::Recorder) to one request.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// recorder
///     .respond(ScriptedResponse::status(429, "slow down").retry_after(2))
///     .respond(ScriptedResponse::timeout());
/// for may_have_arrived in [false, true] {
///     let error = client.trigger(&OrderShipped { id: 7 }).await.unwrap_err();
///     assert_eq!(error.request().map(|request| request.may_have_arrived()), Some(may_have_arrived));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ScriptedResponse(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Response(Response),
    Timeout,
    Refused,
    Broken,
}

impl ScriptedResponse {
    /// Status 200 with this JSON text as the body.
    pub fn ok(json: impl Into<String>) -> Self {
        ScriptedResponse::status(200, json)
    }

    /// Any status with this text as the body.
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        ScriptedResponse(Kind::Response(Response::new(status, body.into())))
    }

    /// Adds the header `Retry-After` with this number of seconds. It has no effect
    /// on the variants without a status.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        match self.0 {
            Kind::Response(response) => ScriptedResponse(Kind::Response(
                response.with_retry_after(Some(Duration::from_secs(seconds))),
            )),
            other => ScriptedResponse(other),
        }
    }

    /// The request is sent, and no response arrives in time.
    pub fn timeout() -> Self {
        ScriptedResponse(Kind::Timeout)
    }

    /// The connection is refused: nothing is sent.
    pub fn connection_refused() -> Self {
        ScriptedResponse(Kind::Refused)
    }

    /// The connection is reset after the request was sent.
    pub fn broken_connection() -> Self {
        ScriptedResponse(Kind::Broken)
    }

    /// Whether the request leaves the process.
    pub(super) fn receives(&self) -> bool {
        !matches!(self.0, Kind::Refused)
    }

    pub(super) fn into_result(self) -> Result<Response, TransportError> {
        match self.0 {
            Kind::Response(response) => Ok(response),
            Kind::Timeout => Err(TransportError::timeout(io::Error::from(io::ErrorKind::TimedOut))),
            Kind::Refused => Err(TransportError::not_sent(io::Error::from(io::ErrorKind::ConnectionRefused))),
            Kind::Broken => Err(TransportError::other(io::Error::from(io::ErrorKind::ConnectionReset))),
        }
    }
}

/// The response of the service to an event.
impl Default for ScriptedResponse {
    fn default() -> Self {
        ScriptedResponse::ok("{}")
    }
}
