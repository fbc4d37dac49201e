//! Verifies and decodes webhooks.

use super::{
    error::{WebhookError, shown},
    handle::Client,
    webhook_header::WebhookHeader,
};
use crate::{
    ChannelName,
    webhook::{Decrypt, Webhook, WebhookEvent, WebhookId},
    wire::signature::Signer,
};

impl Client {
    /// Verifies the request of a webhook and decodes its events
    /// ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/#security)).
    ///
    /// `key` and `signature` are the headers `X-Pusher-Key` and
    /// `X-Pusher-Signature`: strings, header values, or an `Option` of either.
    /// `body` is the body's bytes as they were received. The key selects the
    /// secret: the client's own, or that of a
    /// [`webhook_key`](crate::client::ClientBuilder::webhook_key). The body is not
    /// parsed before its signature has been verified.
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
    /// Returns an error if the request is not a webhook of the service, or not a recent one;
    /// [`WebhookError::status`] is the status for the response. Unknown events, and events that
    /// do not match their variant, are not errors; they are in the [`Webhook`].
    pub fn webhook<E: WebhookEvent>(
        &self,
        key: impl WebhookHeader,
        signature: impl WebhookHeader,
        body: impl AsRef<[u8]>,
    ) -> Result<Webhook<E>, WebhookError> {
        let config = self.config();
        let body = body.as_ref();
        let signer = self.webhook_signer(key.value())?;
        let signature = signature.value().ok_or(WebhookError::MissingSignature)?;
        config.webhooks.check_size(body.len())?;
        let id: WebhookId = signature.parse().map_err(|_| WebhookError::MalformedSignature)?;
        if !signer.verify_webhook(body, id.as_bytes()) {
            return Err(WebhookError::WrongSignature);
        }
        let decrypt = config.master_key.as_ref().map(|key| {
            |channel: &str, nonce: &str, ciphertext: &str| {
                key.open(&ChannelName::new(channel).ok()?, nonce, ciphertext)
            }
        });
        let decrypt = decrypt.as_ref().map(|decrypt| decrypt as &Decrypt<'_>);
        let webhook = Webhook::decode(id, body, decrypt).map_err(WebhookError::Body)?;
        config.webhooks.check_time(webhook.time, config.clock.now())?;
        Ok(webhook)
    }

    /// The signer with the secret of this key.
    pub(crate) fn webhook_signer(&self, key: Option<&str>) -> Result<&Signer, WebhookError> {
        let key = key.ok_or(WebhookError::MissingKey)?;
        let config = self.config();
        std::iter::once(&config.signer)
            .chain(&config.webhooks.signers)
            .find(|signer| signer.key().as_str() == key)
            .ok_or_else(|| WebhookError::UnknownKey { key: shown(key) })
    }

    /// The maximum size of a webhook's body, in bytes.
    #[cfg(feature = "axum")]
    pub(crate) fn webhook_body_limit(&self) -> usize {
        self.config().webhooks.body_limit
    }
}
