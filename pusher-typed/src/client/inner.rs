//! What all clones of a client share.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{Clock, Limits, RetryPolicy, webhook::WebhookRules};
use crate::{
    transport::Transport,
    wire::{
        encryption::MasterKey,
        endpoint::{Endpoint, Site},
        signature::Signer,
    },
};

/// The validated configuration.
pub(crate) struct Parts {
    pub(crate) site: Site,
    pub(crate) signer: Signer,
    pub(crate) master_key: Option<MasterKey>,
    pub(crate) timeout: Duration,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) webhooks: WebhookRules,
}

/// The configuration, and what is computed from it once.
pub(crate) struct Inner {
    pub(crate) parts: Parts,
    pub(crate) events: Arc<Endpoint>,
    pub(crate) batch_events: Arc<Endpoint>,
    /// The length of the last event in a body: the next is probably not much longer.
    last_len: AtomicUsize,
}

impl Inner {
    pub(crate) fn new(parts: Parts) -> Self {
        Inner {
            events: Arc::new(parts.site.endpoint("/events")),
            batch_events: Arc::new(parts.site.endpoint("/batch_events")),
            last_len: AtomicUsize::new(0),
            parts,
        }
    }

    /// How much room the next event probably takes, in bytes.
    pub(crate) fn size_hint(&self) -> usize {
        self.last_len.load(Ordering::Relaxed)
    }

    pub(crate) fn set_size_hint(&self, len: usize) {
        self.last_len.store(len, Ordering::Relaxed);
    }
}
