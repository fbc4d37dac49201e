//! Why a request failed.

use std::{error::Error, fmt, time::Duration};

use crate::transport::{Response, TransportError, TransportErrorKind};

/// A request to the HTTP API that failed.
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
/// use pusher_typed::client::RequestError;
/// use std::time::Duration;
///
/// recorder.respond(ScriptedResponse::status(429, "slow down").retry_after(2));
/// let error = client.trigger(&OrderShipped { id: 7 }).await.unwrap_err();
///
/// assert_eq!(error.request().and_then(RequestError::status), Some(429));
/// assert_eq!(error.request().and_then(RequestError::retry_after), Some(Duration::from_secs(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum RequestError {
    /// The service responded with a status that is not a success.
    Api {
        /// The HTTP status.
        status: u16,
        /// The beginning of the response's text, without the request's signature.
        body: String,
        /// The pause that the service requests before another attempt.
        retry_after: Option<Duration>,
    },
    /// No response was received.
    Transport(TransportError),
    /// The service accepted the request, but its response could not be understood.
    InvalidResponse {
        /// Why the response could not be parsed.
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
    /// How much of a response's text is kept, in characters.
    const BODY: usize = 2000;

    /// The error for a response without a status of success. The request's signature has already
    /// been removed from it.
    pub(crate) fn from_response(response: &Response) -> Self {
        let text = String::from_utf8_lossy(response.body());
        RequestError::Api {
            status: response.status(),
            body: text.chars().take(Self::BODY).collect(),
            retry_after: response.retry_after(),
        }
    }

    /// This error for a call of which an earlier attempt may have arrived.
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

    /// The pause that the service requests before another attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            RequestError::Api { retry_after, .. } => *retry_after,
            RequestError::AfterAttempts { last } => last.retry_after(),
            _ => None,
        }
    }

    /// Whether the service may have acted on the request despite the error, in this or an earlier
    /// attempt. This is the case after a timeout, a broken connection, a status of 5xx, or a
    /// response that could not be understood.
    ///
    /// After a status of 4xx, the service is assumed not to have acted on the request. For a
    /// batch this follows the documentation of the hosted service; Sockudo may deliver the events
    /// before the one that it refuses.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            RequestError::Api { status, .. } => *status >= 500,
            RequestError::Transport(error) => error.kind() != TransportErrorKind::NotSent,
            RequestError::InvalidResponse { .. } | RequestError::AfterAttempts { .. } => true,
        }
    }
}

impl From<TransportError> for RequestError {
    fn from(error: TransportError) -> Self {
        RequestError::Transport(error)
    }
}

/// The most common reason for a status.
fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => {
            "; redirects are not followed, because the request is signed; set `host`, `tls` and `path_prefix` to the target"
        }
        401 => {
            "; usually the key, the secret, the app id or the cluster is wrong, or this machine's clock is off by more than ten minutes"
        }
        403 => "; usually the app is disabled or over its quota",
        404 => "; usually the app id, the cluster, the host or the path prefix is wrong",
        413 => "; usually a payload is over the service's limit; lower `Limits::payload`",
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
            RequestError::InvalidResponse { .. } => {
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
            // This error has the same text.
            RequestError::Transport(error) => error.source(),
            RequestError::AfterAttempts { last } => last.source(),
            RequestError::InvalidResponse { source } => Some(source),
        }
    }
}
