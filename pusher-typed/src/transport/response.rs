//! The service's response.

use std::{fmt, time::Duration};

use bytes::Bytes;

/// The service's response to a [`Request`](super::Request).
///
/// ```
/// use pusher_typed::transport::Response;
/// use std::time::Duration;
///
/// let response = Response::new(429, "slow down").with_retry_after(Some(Duration::from_secs(2)));
/// assert!(!response.is_success());
/// assert_eq!(response.body(), b"slow down");
/// ```
#[derive(Clone)]
pub struct Response {
    status: u16,
    retry_after: Option<Duration>,
    body: Bytes,
}

impl Response {
    /// Creates a response with this HTTP status and body.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Response { status, retry_after: None, body: body.into() }
    }

    /// Sets the value of the header `Retry-After`, if it is a number of seconds.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.retry_after = retry_after;
        self
    }

    /// Removes a secret from the body, in upper and lower case.
    pub(crate) fn without(mut self, secret: &str) -> Self {
        let found = |at: usize, body: &[u8]| {
            let rest = body.get(at..at + secret.len());
            rest.is_some_and(|text| text.eq_ignore_ascii_case(secret.as_bytes()))
        };
        if secret.is_empty() || self.body.len() < secret.len() {
            return self;
        }
        let mut at = 0;
        let mut clean = Vec::new();
        let mut kept = 0;
        while at + secret.len() <= self.body.len() {
            if found(at, &self.body) {
                clean.extend_from_slice(self.body.get(kept..at).unwrap_or_default());
                clean.extend_from_slice(b"[signature]");
                at += secret.len();
                kept = at;
            } else {
                at += 1;
            }
        }
        if kept > 0 {
            clean.extend_from_slice(self.body.get(kept..).unwrap_or_default());
            self.body = clean.into();
        }
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the service accepted the request: a status from 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The pause before the next attempt that the service requests.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("retry_after", &self.retry_after)
            .field("body_len", &self.body.len())
            .finish()
    }
}
