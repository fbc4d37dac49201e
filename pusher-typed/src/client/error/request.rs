//! Why a request failed.

use std::{error::Error, fmt, time::Duration};

use crate::transport::{Response, TransportError, TransportErrorKind};

/// A request to the HTTP API that did not do what it was to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum RequestError {
    /// The service refused it, or answered with anything but success.
    Api {
        /// The HTTP status.
        status: u16,
        /// The beginning of the answer's text, without the request's signature.
        body: String,
        /// How long the service asks to wait before another attempt.
        retry_after: Option<Duration>,
    },
    /// No answer came.
    Transport(TransportError),
    /// The service accepted the request, but its response could not be understood.
    Answer {
        /// What is wrong with the response.
        source: serde_json::Error,
    },
    /// The last attempt did not arrive, but an earlier one may have arrived.
    ///
    /// Only [`RetryPolicy::at_least_once`](crate::client::RetryPolicy::at_least_once) makes
    /// another attempt after one that may have arrived.
    AfterAttempts {
        /// The error of the last attempt.
        last: Box<RequestError>,
    },
}

impl RequestError {
    /// How much of an answer's text is kept, in characters.
    const BODY: usize = 2000;

    /// The error of a response whose status is not success, from which the
    /// request's signature has been removed.
    pub(crate) fn from_response(response: &Response) -> Self {
        let text = String::from_utf8_lossy(response.body());
        RequestError::Api {
            status: response.status(),
            body: text.chars().take(Self::BODY).collect(),
            retry_after: response.retry_after(),
        }
    }

    /// This error as that of a call whose earlier attempts may have arrived.
    pub(crate) fn after_attempts(self) -> Self {
        if self.may_have_arrived() { self } else { RequestError::AfterAttempts { last: Box::new(self) } }
    }

    /// The HTTP status of the last response, if it is not a success.
    pub fn status(&self) -> Option<u16> {
        match self {
            RequestError::Api { status, .. } => Some(*status),
            RequestError::AfterAttempts { last } => last.status(),
            _ => None,
        }
    }

    /// How long the service asks to wait before another attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            RequestError::Api { retry_after, .. } => *retry_after,
            RequestError::AfterAttempts { last } => last.retry_after(),
            _ => None,
        }
    }

    /// Whether the service may have acted on the request in spite of the error,
    /// in this or an earlier attempt: after a timeout, a broken connection, a
    /// failure of the service, or a response that could not be understood.
    ///
    /// A refusal (a status of 4xx) counts as not acted on. Of a refused batch
    /// that holds by the service's documentation; Sockudo, for one, may deliver
    /// the events that stand before the one it refuses.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            RequestError::Api { status, .. } => *status >= 500,
            RequestError::Transport(error) => error.kind() != TransportErrorKind::NotSent,
            RequestError::Answer { .. } | RequestError::AfterAttempts { .. } => true,
        }
    }
}

impl From<TransportError> for RequestError {
    fn from(error: TransportError) -> Self {
        RequestError::Transport(error)
    }
}

/// What a status most often means, beyond its text.
fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => {
            "; redirects are not followed, for the request is signed: set `host`, `tls` and `path_prefix` to where it leads"
        }
        401 => {
            "; most often the key, the secret or the app id is wrong, or this machine's clock is off by more than ten minutes"
        }
        403 => "; most often the app is disabled or over its quota",
        404 => "; most often the app id, the cluster, the host or the path prefix is wrong",
        413 => "; most often a payload is over the service's limit: lower `Limits::payload`",
        429 => "; too many requests",
        _ => "",
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestError::Api { status, body, .. } => {
                write!(f, "the service responded with status {status}")?;
                if !body.trim().is_empty() {
                    write!(f, ": {}", body.trim())?;
                }
                f.write_str(hint(*status))
            }
            RequestError::Transport(error) => error.fmt(f),
            RequestError::Answer { .. } => {
                f.write_str("the service accepted the request, but its response could not be understood")
            }
            RequestError::AfterAttempts { last } => write!(f, "{last}; an earlier attempt may have arrived"),
        }
    }
}

impl Error for RequestError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            RequestError::Api { .. } => None,
            // Its text is this error's own.
            RequestError::Transport(error) => error.source(),
            RequestError::AfterAttempts { last } => last.source(),
            RequestError::Answer { source } => Some(source),
        }
    }
}
