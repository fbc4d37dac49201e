//! Webhooks: signed, and repeated until they are taken
//! ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).

mod receiver;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub use self::receiver::{ReceiveError, Webhooks};
use super::app::App;
use crate::{
    client::{Clock as _, ConfigError},
    testing::SignedWebhook,
};

/// How long an endpoint may take to answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// For how long a webhook is repeated, and the first pause.
const REPEATED_FOR: Duration = Duration::from_secs(5 * 60);
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Where webhooks go.
pub(super) struct Sinks {
    urls: Vec<String>,
    receivers: Mutex<Vec<UnboundedSender<SignedWebhook>>>,
}

impl Sinks {
    pub(super) fn new(urls: Vec<String>) -> Self {
        Sinks { urls, receivers: Mutex::default() }
    }

    /// A new receiver in this process.
    pub(super) fn receive(&self) -> UnboundedReceiver<SignedWebhook> {
        let (sender, receiver) = unbounded_channel();
        self.receivers.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    fn hand_out(&self, webhook: &SignedWebhook) {
        let mut receivers = self.receivers.lock().unwrap_or_else(PoisonError::into_inner);
        receivers.retain(|receiver| receiver.send(webhook.clone()).is_ok());
    }
}

/// A client for what is on loopback, which no proxy of the environment is.
pub(super) fn http_client() -> Result<reqwest::Client, ConfigError> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .build()
        .map_err(|error| ConfigError::HttpClient { source: error.into() })
}

/// What makes webhooks of events and sends them.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) app: Arc<App>,
    pub(super) sinks: Arc<Sinks>,
    pub(super) http: reqwest::Client,
    /// How long events are collected; without it, each has a webhook of its own.
    pub(super) window: Option<Duration>,
}

impl Delivery {
    pub(super) async fn run(self, mut events: UnboundedReceiver<Value>) {
        while let Some(event) = events.recv().await {
            let mut batch = vec![event];
            if let Some(window) = self.window {
                self.app.settings.clock.sleep(window).await;
                while let Ok(event) = events.try_recv() {
                    batch.push(event);
                }
            }
            self.send(&self.sign(&batch));
        }
    }

    fn sign(&self, events: &[Value]) -> SignedWebhook {
        let settings = &self.app.settings;
        let body = json!({ "time_ms": settings.clock.unix_millis(), "events": events }).to_string();
        SignedWebhook::signed_by(&settings.signer, body)
    }

    fn send(&self, webhook: &SignedWebhook) {
        self.sinks.hand_out(webhook);
        for url in &self.sinks.urls {
            let (delivery, url, webhook) = (self.clone(), url.clone(), webhook.clone());
            tokio::spawn(async move { delivery.repeat(&url, &webhook).await });
        }
    }

    /// Sends a webhook until it is answered by a status from 200 to 299, with
    /// pauses that grow twofold.
    async fn repeat(&self, url: &str, webhook: &SignedWebhook) {
        let clock = &self.app.settings.clock;
        let last = clock.after(REPEATED_FOR);
        let mut pause = FIRST_PAUSE;
        while !is_taken(&self.http, url, webhook).await && clock.now() < last {
            clock.sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
    }
}

async fn is_taken(http: &reqwest::Client, url: &str, webhook: &SignedWebhook) -> bool {
    let mut request = http.post(url).timeout(ANSWER_LIMIT).body(webhook.body.clone());
    for (name, value) in webhook.headers() {
        request = request.header(name, value);
    }
    request.send().await.is_ok_and(|answer| answer.status().is_success())
}
