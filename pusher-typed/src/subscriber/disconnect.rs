//! How a connection ended.

use std::fmt;

/// Why there is no connection any more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disconnect {
    /// The close code, if the service said one:
    /// [4000 to 4299](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes)
    /// are the protocol's.
    pub code: Option<u16>,
    /// The service's words, or what the network did.
    pub reason: String,
}

impl Disconnect {
    pub(super) fn coded(code: u16, reason: impl Into<String>) -> Self {
        Disconnect { code: Some(code), reason: reason.into() }
    }

    pub(super) fn broken(reason: impl Into<String>) -> Self {
        Disconnect { code: None, reason: reason.into() }
    }
}

impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "the service closed the connection: {code} {}", self.reason),
            None => write!(f, "the connection broke: {}", self.reason),
        }
    }
}

impl std::error::Error for Disconnect {}
