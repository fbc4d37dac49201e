//! Scripted answers.

use std::{io, time::Duration};

use crate::transport::{Response, TransportError};

/// What a [`Recorder`](super::Recorder) answers to one request.
#[derive(Debug, Clone)]
pub struct Answer(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Response(Response),
    Timeout,
    Refused,
    Broken,
}

impl Answer {
    /// Success, with this JSON text as the body.
    pub fn ok(json: impl Into<String>) -> Self {
        Answer::status(200, json)
    }

    /// Any status, with this text as the body.
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        Answer(Kind::Response(Response::new(status, body.into())))
    }

    /// With a `Retry-After` of so many seconds. Only a status has one.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        match self.0 {
            Kind::Response(response) => {
                Answer(Kind::Response(response.with_retry_after(Some(Duration::from_secs(seconds)))))
            }
            other => Answer(other),
        }
    }

    /// The request is sent, and no answer comes in time.
    pub fn timeout() -> Self {
        Answer(Kind::Timeout)
    }

    /// There is no connection, so nothing is sent.
    pub fn connection_refused() -> Self {
        Answer(Kind::Refused)
    }

    /// The connection breaks after the request was sent.
    pub fn broken_connection() -> Self {
        Answer(Kind::Broken)
    }

    /// Whether the request gets out of the process.
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

/// What the service answers to an event by itself.
impl Default for Answer {
    fn default() -> Self {
        Answer::ok("{}")
    }
}
