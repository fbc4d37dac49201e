//! Webhooks: verified, then decoded.

use super::{
    error::{WebhookError, shown},
    handle::Client,
};
use crate::{
    ChannelName,
    webhook::{Webhook, WebhookEvent, WebhookId, crypt::Open},
    wire::{encryption::MasterKey, signature::Signer},
};

impl Client {
    /// Verifies a request that says it is a webhook, and decodes its events
    /// ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/#security)).
    ///
    /// `key` and `signature` are the headers `X-Pusher-Key` and
    /// `X-Pusher-Signature`, each as `&str` or `Option<&str>`; `body` is the
    /// body's bytes as they were received. The key says which secret signed it:
    /// the client's own, or that of a [`webhook_key`](crate::client::ClientBuilder::webhook_key).
    /// Nothing of the body is parsed before its signature has been found right.
    ///
    /// `E` is an enum with `#[derive(WebhookEvent)]`, or
    /// [`webhook::Event`](crate::webhook::Event).
    ///
    /// ```
    /// use pusher_typed::{Client, webhook::Event};
    ///
    /// # fn handle(client: &Client, headers: &reqwest::header::HeaderMap, body: &[u8])
    /// #     -> Result<(), pusher_typed::client::WebhookError> {
    /// let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    /// let webhook = client.webhook::<Event>(header("x-pusher-key"), header("x-pusher-signature"), body)?;
    /// for event in webhook.events {
    ///     if let Event::ChannelOccupied { channel } = event {
    ///         println!("somebody listens to {channel}");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When it is not a webhook of the service, or not a recent one; see
    /// [`WebhookError::status`] for what to answer. Events that are unknown or
    /// do not fit are no error; they stand in the [`Webhook`].
    pub fn webhook<'h, E: WebhookEvent>(
        &self,
        key: impl Into<Option<&'h str>>,
        signature: impl Into<Option<&'h str>>,
        body: impl AsRef<[u8]>,
    ) -> Result<Webhook<E>, WebhookError> {
        let config = self.config();
        let body = body.as_ref();
        let signer = self.webhook_signer(key.into())?;
        let signature = signature.into().ok_or(WebhookError::MissingSignature)?;
        config.webhooks.check_size(body.len())?;
        let id: WebhookId = signature.parse().map_err(|_| WebhookError::MalformedSignature)?;
        if !signer.verify_webhook(body, id.as_bytes()) {
            return Err(WebhookError::WrongSignature);
        }
        let opener = config.master_key.as_ref().map(|key| key as &dyn Open);
        let webhook = Webhook::decode(id, body, opener).map_err(WebhookError::Body)?;
        config.webhooks.check_time(webhook.time, config.clock.now())?;
        Ok(webhook)
    }

    /// The secret that the key chooses, and no other.
    pub(crate) fn webhook_signer(&self, key: Option<&str>) -> Result<&Signer, WebhookError> {
        let key = key.ok_or(WebhookError::MissingKey)?;
        let config = self.config();
        std::iter::once(&config.signer)
            .chain(&config.webhooks.signers)
            .find(|signer| signer.key().as_str() == key)
            .ok_or_else(|| WebhookError::UnknownKey { key: shown(key) })
    }

    /// The greatest size of a webhook's body, in bytes.
    #[cfg(feature = "axum")]
    pub(crate) fn webhook_body_limit(&self) -> usize {
        self.config().webhooks.body_limit
    }
}

impl Open for MasterKey {
    fn open(&self, channel: &str, nonce: &str, ciphertext: &str) -> Option<Vec<u8>> {
        let channel = ChannelName::new(channel).ok()?;
        MasterKey::open(self, &channel, nonce, ciphertext)
    }
}
