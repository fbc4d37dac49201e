//! Which webhooks are accepted: their keys, age and size.

use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::error::{ConfigError, WebhookError};
use crate::wire::{identifier::Identifier, signature::Signer};

/// The settings of a builder for webhooks.
#[derive(Clone)]
pub(super) struct WebhookSettings {
    pub(super) keys: Vec<(String, Zeroizing<String>)>,
    pub(super) window: Option<Duration>,
    pub(super) body_limit: usize,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        let window = Duration::from_secs(10 * 60);
        WebhookSettings { keys: Vec::new(), window: Some(window), body_limit: 4 << 20 }
    }
}

impl WebhookSettings {
    /// Checks the keys; `own` is the client's key.
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

/// The validated settings: further keys, the maximum age and size.
pub(crate) struct WebhookRules {
    pub(super) signers: Vec<Signer>,
    pub(super) window: Option<Duration>,
    pub(super) body_limit: usize,
}

impl Default for WebhookRules {
    fn default() -> Self {
        let WebhookSettings { window, body_limit, .. } = WebhookSettings::default();
        WebhookRules { signers: Vec::new(), window, body_limit }
    }
}

impl WebhookRules {
    pub(super) fn check_size(&self, size: usize) -> Result<(), WebhookError> {
        if size > self.body_limit {
            return Err(WebhookError::TooLarge { limit: self.body_limit });
        }
        Ok(())
    }

    pub(super) fn check_time(&self, time: SystemTime, now: SystemTime) -> Result<(), WebhookError> {
        let Some(window) = self.window else { return Ok(()) };
        let difference = now.duration_since(time).unwrap_or_else(|ahead| ahead.duration());
        if difference > window {
            return Err(WebhookError::OutsideWindow { time, now, window });
        }
        Ok(())
    }
}
