//! Signed webhooks, as the service sends them.

use std::{fmt, time::SystemTime};

use serde::Serialize;

use crate::{
    client::Client,
    webhook::{EncodeError, EncodeWebhookEvent, WebhookId, encode::Fields},
    wire::{encryption::Plaintext, signature::Signer},
};

/// Creates a webhook with these events, with the time of the client's clock,
/// signed with the client's key.
///
/// Client events on encrypted channels are encrypted. The payloads of client
/// events need `serde::Serialize`.
///
/// ```
/// use pusher_typed::{Channel, WebhookEvent, testing};
///
/// #[derive(Debug, PartialEq, Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Debug, PartialEq, WebhookEvent)]
/// enum AppHook {
///     #[pusher(channel_occupied)]
///     Watched(OrderChannel),
/// }
///
/// let client = testing::Recorder::new().client();
/// let request = testing::webhook(&client, &[AppHook::Watched(OrderChannel { id: 7 })])?;
///
/// let webhook = client.webhook::<AppHook>(&request.key, &request.signature, &request.body)?;
/// assert_eq!(webhook.events, [AppHook::Watched(OrderChannel { id: 7 })]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns an error if a channel's name is invalid, or a payload cannot be serialized or
/// encrypted.
pub fn webhook<E>(client: &Client, events: &[E]) -> Result<SignedWebhook, EncodeError>
where
    E: for<'e> EncodeWebhookEvent<'e>,
{
    let events = events.iter().map(|event| encode(client, event)).collect::<Result<Vec<_>, _>>()?;
    let now = client.config().clock.now();
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let time_ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    let body = serde_json::to_string(&Body { time_ms, events }).map_err(EncodeError::Json)?;
    Ok(SignedWebhook::new(client, body))
}

fn encode<E: for<'e> EncodeWebhookEvent<'e>>(client: &Client, event: &E) -> Result<Fields, EncodeError> {
    let mut fields = event.encode_webhook()?;
    fields.seal(|channel, data| {
        let key = client.config().master_key.as_ref().ok_or(EncodeError::Encrypt)?;
        let sealed =
            key.seal(channel, Plaintext::with_bytes(data.as_bytes())).map_err(|_| EncodeError::Encrypt)?;
        Ok(sealed.to_json())
    })?;
    Ok(fields)
}

#[derive(Serialize)]
struct Body {
    time_ms: u64,
    events: Vec<Fields>,
}

/// A signed webhook, for the endpoint of the application. `Debug` does not show
/// the signature.
///
/// ```
/// use pusher_typed::{client::WebhookError, testing::{Recorder, SignedWebhook}, webhook::Event};
///
/// let client = Recorder::new().client();
/// let request = SignedWebhook::new(&client, "not a webhook");
/// assert!(request.headers().contains(&("x-pusher-signature", &request.signature)));
///
/// let result = client.webhook::<Event>(&request.key, &request.signature, &request.body);
/// assert!(matches!(result, Err(WebhookError::Body(_)))); // the signature is valid
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedWebhook {
    /// The header `X-Pusher-Key`.
    pub key: String,
    /// The header `X-Pusher-Signature`.
    pub signature: String,
    /// The body.
    pub body: String,
}

impl SignedWebhook {
    /// Signs a body with the client's key. The body need not be valid.
    pub fn new(client: &Client, body: impl Into<String>) -> Self {
        SignedWebhook::signed_by(&client.config().signer, body.into())
    }

    pub(super) fn signed_by(signer: &Signer, body: String) -> Self {
        let signature = WebhookId::from_bytes(signer.sign_webhook(&body)).to_string();
        SignedWebhook { key: signer.key().as_str().to_owned(), signature, body }
    }

    /// The headers of the request.
    pub fn headers(&self) -> [(&'static str, &str); 3] {
        [
            ("content-type", "application/json"),
            ("x-pusher-key", &self.key),
            ("x-pusher-signature", &self.signature),
        ]
    }
}

impl fmt::Debug for SignedWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedWebhook")
            .field("key", &self.key)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
