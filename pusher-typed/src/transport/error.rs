//! Requests without a response.

use std::error::Error;

/// Whether a request without a response may have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// Nothing was sent: no address, no connection, or no TLS session.
    NotSent,
    /// There was no response within the [timeout](crate::client::ClientBuilder::timeout). The request may have arrived.
    Timeout,
    /// The connection was lost, or the response could not be read. The request may have arrived.
    Other,
}

impl TransportErrorKind {
    fn text(self) -> &'static str {
        match self {
            TransportErrorKind::NotSent => "the service could not be reached; nothing was sent",
            TransportErrorKind::Timeout => {
                "the service did not respond within the `timeout`; the request may have arrived"
            }
            TransportErrorKind::Other => "no complete response was received; the request may have arrived",
        }
    }
}

/// A request without a response.
///
/// The `source` that a transport sets must not contain the request's URL.
///
/// ```
/// use pusher_typed::transport::{TransportError, TransportErrorKind};
/// use std::io::{Error, ErrorKind};
///
/// fn transport_error(error: Error) -> TransportError {
///     match error.kind() {
///         ErrorKind::ConnectionRefused => TransportError::not_sent(error),
///         ErrorKind::TimedOut => TransportError::timeout(error),
///         _ => TransportError::other(error),
///     }
/// }
///
/// let error = transport_error(ErrorKind::ConnectionRefused.into());
/// assert_eq!(error.kind(), TransportErrorKind::NotSent); // so the client may try again
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{}", kind.text())]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// Nothing was sent.
    pub fn not_sent(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError { kind: TransportErrorKind::NotSent, source: source.into() }
    }

    /// There was no response within the time limit.
    pub fn timeout(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError { kind: TransportErrorKind::Timeout, source: source.into() }
    }

    /// Any other failure after the request was sent or may have been sent.
    pub fn other(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError { kind: TransportErrorKind::Other, source: source.into() }
    }

    /// Whether the request may have arrived.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}
