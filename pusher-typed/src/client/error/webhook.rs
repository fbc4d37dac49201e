//! Why a request is not taken for a webhook.

use std::{
    error::Error,
    fmt,
    time::{Duration, SystemTime},
};

use crate::webhook::WebhookBodyError;

/// A request that is not one of the service's webhooks, or not a recent one.
///
/// Its texts contain no secret and no signature.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// There is no header `X-Pusher-Key`.
    MissingKey,
    /// There is no header `X-Pusher-Signature`.
    MissingSignature,
    /// The key is neither the client's own nor one of
    /// [`ClientBuilder::webhook_key`](crate::client::ClientBuilder::webhook_key).
    UnknownKey {
        /// The beginning of the key that was sent.
        key: String,
    },
    /// The body is larger than
    /// [`ClientBuilder::webhook_body_limit`](crate::client::ClientBuilder::webhook_body_limit) allows.
    TooLarge {
        /// The greatest size in bytes.
        limit: usize,
    },
    /// The signature is not 64 hexadecimal digits.
    MalformedSignature,
    /// The signature is not that of this body by the key's secret.
    WrongSignature,
    /// The body is signed, but is no webhook.
    Body(WebhookBodyError),
    /// The webhook was made too long ago to be a repetition, or in the future.
    OutsideWindow {
        /// When it was made, as it says.
        time: SystemTime,
        /// The client's time.
        now: SystemTime,
        /// How much the two may differ.
        window: Duration,
    },
}

impl WebhookError {
    /// The HTTP status to answer: 413 for a body over the limit, 400 for a
    /// signed body that is no webhook, and 401 for everything else.
    ///
    /// The hosted service repeats a webhook for five minutes, whatever the status.
    pub fn status(&self) -> u16 {
        match self {
            WebhookError::TooLarge { .. } => 413,
            WebhookError::Body(_) => 400,
            _ => 401,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WebhookError::MissingKey => f.write_str("the header X-Pusher-Key is missing"),
            WebhookError::MissingSignature => f.write_str("the header X-Pusher-Signature is missing"),
            WebhookError::UnknownKey { key } => {
                write!(f, "the webhook is signed by the key {key:?}, which is not configured")
            }
            WebhookError::TooLarge { limit } => write!(f, "the body has more than {limit} bytes"),
            WebhookError::MalformedSignature => f.write_str("the signature is not 64 hexadecimal digits"),
            WebhookError::WrongSignature => {
                f.write_str("the signature is not that of the body; verify the bytes as they were received")
            }
            WebhookError::Body(_) => f.write_str("the body is signed but is no webhook"),
            WebhookError::OutsideWindow { time, now, window } => {
                let (difference, relation) = match now.duration_since(*time) {
                    Ok(age) => (age, "old"),
                    Err(ahead) => (ahead.duration(), "ahead of the clock"),
                };
                let (difference, window) = (difference.as_secs(), window.as_secs());
                write!(f, "the webhook is {difference} seconds {relation}, at most {window} are allowed")
            }
        }
    }
}

impl Error for WebhookError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            WebhookError::Body(error) => Some(error),
            _ => None,
        }
    }
}
