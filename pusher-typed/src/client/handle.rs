//! The client, its configuration, and the state that its clones share.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{clock::Clock, limits::Limits, retry::RetryPolicy, webhook_rules::WebhookRules};
use crate::{
    transport::Transport,
    wire::{
        encryption::MasterKey,
        endpoint::{AppUrl, Endpoint},
        signature::Signer,
    },
};

/// Sends events to one app.
///
/// A client is cheap to clone and to send to other threads; all clones share
/// their connections.
///
/// ```no_run
/// use pusher_typed::{Channel, Client, Event};
/// use serde::Serialize;
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Serialize, Event)]
/// #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// struct OrderShipped { id: u64, carrier: String }
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("app-id", "key", "secret").cluster("eu").build()?;
/// client.trigger(&OrderShipped { id: 7, carrier: "DHL".into() }).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
}

impl Client {
    pub(crate) fn from_config(config: ClientConfig) -> Client {
        Client { inner: Arc::new(Inner::new(config)) }
    }

    pub(crate) fn config(&self) -> &ClientConfig {
        &self.inner.config
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.config();
        f.debug_struct("Client")
            .field("url", &config.app_url.as_str())
            .field("key", &config.signer.key().as_str())
            .field("encrypts", &config.master_key.is_some())
            .field("timeout", &config.timeout)
            .field("limits", &config.limits)
            .field("retry", &config.retry)
            .finish_non_exhaustive()
    }
}

/// The validated configuration.
pub(crate) struct ClientConfig {
    pub(crate) app_url: AppUrl,
    /// The app's URLs on further hosts.
    #[cfg_attr(not(feature = "subscriber"), allow(dead_code, reason = "only the subscriber reads them"))]
    pub(crate) other_urls: Vec<AppUrl>,
    pub(crate) signer: Signer,
    pub(crate) master_key: Option<MasterKey>,
    pub(crate) timeout: Duration,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) webhooks: WebhookRules,
}

/// The configuration, and values computed from it once.
pub(super) struct Inner {
    pub(super) config: ClientConfig,
    pub(super) events: Arc<Endpoint>,
    pub(super) batch_events: Arc<Endpoint>,
    /// The size of the last event in a body, as an estimate for the next one.
    last_len: AtomicUsize,
}

impl Inner {
    fn new(config: ClientConfig) -> Self {
        Inner {
            events: Arc::new(config.app_url.endpoint("/events")),
            batch_events: Arc::new(config.app_url.endpoint("/batch_events")),
            last_len: AtomicUsize::new(0),
            config,
        }
    }

    /// The estimated size of the next event, in bytes.
    pub(super) fn size_hint(&self) -> usize {
        self.last_len.load(Ordering::Relaxed)
    }

    pub(super) fn set_size_hint(&self, len: usize) {
        self.last_len.store(len, Ordering::Relaxed);
    }
}
