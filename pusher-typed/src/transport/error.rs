//! Requests without a response.

use std::{error::Error, fmt};

/// What is known of a request without a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// It provably never left: no address, no connection, no TLS session.
    NotSent,
    /// No response came in time. The request may have arrived.
    Timeout,
    /// The connection broke, or the response could not be read. The request may have arrived.
    Other,
}

/// A request without a response.
///
/// What a transport puts into `source` must not contain the request's URL.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// The request provably never left this process.
    pub fn not_sent(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError { kind: TransportErrorKind::NotSent, source: source.into() }
    }

    /// No response came in time.
    pub fn timeout(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError { kind: TransportErrorKind::Timeout, source: source.into() }
    }

    /// Anything else after the request was, or may have been, sent.
    pub fn other(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        TransportError { kind: TransportErrorKind::Other, source: source.into() }
    }

    /// What is known of the request.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::NotSent => "the service could not be reached; nothing was sent",
            TransportErrorKind::Timeout => {
                "the service did not respond in time; the request may have arrived"
            }
            TransportErrorKind::Other => {
                "the connection broke before a response; the request may have arrived"
            }
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
