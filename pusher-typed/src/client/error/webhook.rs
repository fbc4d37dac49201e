//! Why a request was not accepted as a webhook.

use std::time::{Duration, SystemTime};

use crate::webhook::WebhookBodyError;

/// A request that is not one of the service's webhooks, or not a recent one.
///
/// Its texts contain no secret and no signature.
///
/// ```
/// use pusher_typed::{Client, client::WebhookError, webhook::Event};
///
/// let client = Client::builder("app-id", "key", "secret").build()?;
/// let error = client.webhook::<Event>("key", "00".repeat(32), "{}").unwrap_err();
/// assert!(matches!(error, WebhookError::WrongSignature));
/// assert_eq!(error.status(), 401); // of the response
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// There is no header `X-Pusher-Key`.
    #[error("the header X-Pusher-Key is missing")]
    MissingKey,
    /// There is no header `X-Pusher-Signature`.
    #[error("the header X-Pusher-Signature is missing")]
    MissingSignature,
    /// The key is neither the client's own nor one of
    /// [`ClientBuilder::webhook_key`](crate::client::ClientBuilder::webhook_key).
    #[error("the webhook is signed with the unknown key {key:?}; add the keys of the app with `webhook_key`")]
    UnknownKey {
        /// The beginning of the key that was sent.
        key: String,
    },
    /// The body is larger than
    /// [`ClientBuilder::webhook_body_limit`](crate::client::ClientBuilder::webhook_body_limit) allows.
    #[error("the body has more than {limit} bytes; the limit is set by `webhook_body_limit`")]
    TooLarge {
        /// The maximum size in bytes.
        limit: usize,
    },
    /// The signature is not 64 hexadecimal digits.
    #[error("the signature is not 64 hexadecimal digits")]
    MalformedSignature,
    /// The signature is not that of this body with the key's secret.
    #[error(
        "the signature does not match the body; pass the bytes of the body exactly as they were received"
    )]
    WrongSignature,
    /// The signature is valid, but the body is not a webhook.
    #[error("the signature is valid, but the body is not a webhook")]
    Body(#[source] WebhookBodyError),
    /// The webhook is too old or its time is in the future.
    #[error("the webhook is {}; the maximum is {} seconds (`webhook_window`)", age(*time, *now), window.as_secs())]
    OutsideWindow {
        /// The time in the webhook.
        time: SystemTime,
        /// The client's time.
        now: SystemTime,
        /// The maximum difference between the two.
        window: Duration,
    },
}

impl WebhookError {
    /// The HTTP status for the response: 413 for a body over the limit, 400 for a signed body that
    /// is not a webhook, and 401 for everything else.
    ///
    /// The hosted service repeats a webhook for up to five minutes after any status but 2xx.
    pub fn status(&self) -> u16 {
        match self {
            WebhookError::TooLarge { .. } => 413,
            WebhookError::Body(_) => 400,
            _ => 401,
        }
    }
}

/// How old a webhook is, in words: `700 seconds old`, or `700 seconds ahead of the clock`.
fn age(time: SystemTime, now: SystemTime) -> String {
    match now.duration_since(time) {
        Ok(age) => format!("{} seconds old", age.as_secs()),
        Err(ahead) => format!("{} seconds ahead of the clock", ahead.duration().as_secs()),
    }
}
