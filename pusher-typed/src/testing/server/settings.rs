//! The configuration of a running server.

use std::time::Duration;

use super::clock::ServerClock;
use crate::{
    channel::ChannelName,
    client::Limits,
    webhook::WebhookId,
    wire::{encryption::MasterKey, identifier::Identifier, signature::Signer},
};

/// The app of a server and its limits.
pub(super) struct Settings {
    pub(super) app_id: Identifier,
    pub(super) signer: Signer,
    pub(super) master_key: MasterKey,
    pub(super) limits: Limits,
    pub(super) clock: ServerClock,
    pub(super) activity_timeout: Duration,
    pub(super) cache_lifetime: Duration,
    pub(super) client_events_per_second: usize,
    pub(super) subscription_counts: bool,
    /// The delay of `channel_vacated` and `member_removed`.
    pub(super) webhook_delay: Duration,
}

impl Settings {
    /// The maximum number of members of a presence channel.
    pub(super) const MEMBERS: usize = 100;

    /// Whether `auth` is `KEY:SIGNATURE` with this app's key and the signature of `text`.
    pub(super) fn is_signed(&self, auth: &str, text: &str) -> bool {
        auth.split_once(':').is_some_and(|(key, signature)| {
            key == self.signer.key().as_str() && self.is_signature(signature, text)
        })
    }

    /// Whether `signature` is this app's signature of `text`. Compares in constant time.
    pub(super) fn is_signature(&self, signature: &str, text: &str) -> bool {
        signature
            .parse::<WebhookId>()
            .is_ok_and(|signature| self.signer.verify_webhook(text.as_bytes(), signature.as_bytes()))
    }

    /// Validates a channel's name.
    pub(super) fn channel_name(&self, name: &str) -> Result<ChannelName, String> {
        let limit = self.limits.channel_name;
        if name.len() > limit {
            return Err(format!("the channel name is longer than {limit} characters"));
        }
        ChannelName::new(name).map_err(|error| error.to_string())
    }
}
