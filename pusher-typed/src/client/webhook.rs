//! Webhooks: verified, then decoded.

use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::{Client, ClientBuilder, ConfigError, WebhookError, error::shown, webhook_header::WebhookHeader};
use crate::{
    ChannelName,
    webhook::{Decrypt, Webhook, WebhookEvent, WebhookId},
    wire::{identifier::Identifier, signature::Signer},
};

impl Client {
    /// Verifies the request of a webhook and decodes its events
    /// ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/#security)).
    ///
    /// `key` and `signature` are the headers `X-Pusher-Key` and
    /// `X-Pusher-Signature`: strings, header values, or an `Option` of either.
    /// `body` is the body's bytes as they were received. The key selects the
    /// secret: the client's own, or that of a
    /// [`webhook_key`](ClientBuilder::webhook_key). The body is not parsed
    /// before its signature has been verified.
    ///
    /// `E` is an enum with `#[derive(WebhookEvent)]`, or
    /// [`webhook::Event`](crate::webhook::Event).
    ///
    /// ```
    /// use pusher_typed::{Client, webhook::Event};
    ///
    /// # fn handle(client: &Client, headers: &reqwest::header::HeaderMap, body: &[u8])
    /// #     -> Result<(), pusher_typed::client::WebhookError> {
    /// let (key, signature) = (headers.get("x-pusher-key"), headers.get("x-pusher-signature"));
    /// let webhook = client.webhook::<Event>(key, signature, body)?;
    /// for event in webhook.events {
    ///     if let Event::ChannelOccupied { channel } = event {
    ///         println!("{channel} has subscribers");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When it is not a webhook of the service, or not a recent one;
    /// [`WebhookError::status`] is the status for the response. Unknown events
    /// and events that do not fit are not errors; they are in the [`Webhook`].
    pub fn webhook<E: WebhookEvent>(
        &self,
        key: impl WebhookHeader,
        signature: impl WebhookHeader,
        body: impl AsRef<[u8]>,
    ) -> Result<Webhook<E>, WebhookError> {
        let parts = &self.inner.parts;
        let body = body.as_ref();
        let signer = self.webhook_signer(key.value())?;
        let signature = signature.value().ok_or(WebhookError::MissingSignature)?;
        parts.webhooks.check_size(body.len())?;
        let id: WebhookId = signature.parse().map_err(|_| WebhookError::MalformedSignature)?;
        if !signer.verify_webhook(body, id.as_bytes()) {
            return Err(WebhookError::WrongSignature);
        }
        let decrypt = parts.master_key.as_ref().map(|key| {
            |channel: &str, nonce: &str, ciphertext: &str| {
                key.open(&ChannelName::new(channel).ok()?, nonce, ciphertext)
            }
        });
        let decrypt = decrypt.as_ref().map(|decrypt| decrypt as &Decrypt<'_>);
        let webhook = Webhook::decode(id, body, decrypt).map_err(WebhookError::Body)?;
        parts.webhooks.check_time(webhook.time, parts.clock.now())?;
        Ok(webhook)
    }

    /// The secret that the key chooses, and no other.
    pub(crate) fn webhook_signer(&self, key: Option<&str>) -> Result<&Signer, WebhookError> {
        let key = key.ok_or(WebhookError::MissingKey)?;
        let parts = &self.inner.parts;
        std::iter::once(&parts.signer)
            .chain(&parts.webhooks.signers)
            .find(|signer| signer.key().as_str() == key)
            .ok_or_else(|| WebhookError::UnknownKey { key: shown(key) })
    }

    /// The greatest size of a webhook's body, in bytes.
    #[cfg(feature = "axum")]
    pub(crate) fn webhook_body_limit(&self) -> usize {
        self.inner.parts.webhooks.body_limit
    }
}

impl ClientBuilder {
    /// Another key and secret of the same app whose webhooks are accepted.
    ///
    /// The hosted service signs with the app's **oldest** active key, so while
    /// keys are rotated the client triggers with the new pair and accepts
    /// webhooks of both. May be called several times.
    ///
    /// ```
    /// # use pusher_typed::Client;
    /// let client = Client::builder("app-id", "new-key", "new-secret")
    ///     .webhook_key("old-key", "old-secret")
    ///     .build()?;
    /// # Ok::<(), pusher_typed::client::ConfigError>(())
    /// ```
    pub fn webhook_key(mut self, key: impl Into<String>, secret: impl Into<String>) -> Self {
        self.webhooks.keys.push((key.into(), Zeroizing::new(secret.into())));
        self
    }

    /// How far a webhook's time may be from the client's clock, in either
    /// direction; 10 minutes by default, `None` for any time.
    ///
    /// The hosted service repeats a webhook for 5 minutes and keeps the time of
    /// the first attempt. What is older has been recorded and is sent by
    /// somebody else, or has been lying in a queue of your own.
    pub fn webhook_window(mut self, window: impl Into<Option<Duration>>) -> Self {
        self.webhooks.window = window.into();
        self
    }

    /// The greatest size of a webhook's body in bytes; 4 MiB by default.
    ///
    /// That is room for tens of thousands of events without a payload in one
    /// batch, or hundreds of client events of the largest size, and little
    /// enough to be hashed in a few milliseconds for a request that may come
    /// from anybody.
    pub fn webhook_body_limit(mut self, bytes: usize) -> Self {
        self.webhooks.body_limit = bytes;
        self
    }
}

/// What a builder knows of webhooks.
#[derive(Clone)]
pub(super) struct WebhookSettings {
    keys: Vec<(String, Zeroizing<String>)>,
    window: Option<Duration>,
    body_limit: usize,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        let window = Duration::from_secs(10 * 60);
        WebhookSettings { keys: Vec::new(), window: Some(window), body_limit: 4 << 20 }
    }
}

impl WebhookSettings {
    /// Checks the keys; `own` is the client's.
    pub(super) fn build(self, own: &Identifier) -> Result<WebhookRules, ConfigError> {
        let mut signers: Vec<Signer> = Vec::with_capacity(self.keys.len());
        for (key, secret) in self.keys {
            let key = Identifier::new(key).ok_or(ConfigError::WebhookKey)?;
            if secret.is_empty() {
                return Err(ConfigError::WebhookSecret);
            }
            if key == *own || signers.iter().any(|signer| *signer.key() == key) {
                return Err(ConfigError::WebhookKeyTwice);
            }
            signers.push(Signer::new(key, &secret));
        }
        Ok(WebhookRules { signers, window: self.window, body_limit: self.body_limit })
    }
}

/// Which webhooks are accepted, beside those of the client's own key.
pub(crate) struct WebhookRules {
    signers: Vec<Signer>,
    window: Option<Duration>,
    body_limit: usize,
}

impl Default for WebhookRules {
    fn default() -> Self {
        let WebhookSettings { window, body_limit, .. } = WebhookSettings::default();
        WebhookRules { signers: Vec::new(), window, body_limit }
    }
}

impl WebhookRules {
    fn check_size(&self, size: usize) -> Result<(), WebhookError> {
        if size > self.body_limit {
            return Err(WebhookError::TooLarge { limit: self.body_limit });
        }
        Ok(())
    }

    fn check_time(&self, time: SystemTime, now: SystemTime) -> Result<(), WebhookError> {
        let Some(window) = self.window else { return Ok(()) };
        let difference = now.duration_since(time).unwrap_or_else(|ahead| ahead.duration());
        if difference > window {
            return Err(WebhookError::OutsideWindow { time, now, window });
        }
        Ok(())
    }
}
