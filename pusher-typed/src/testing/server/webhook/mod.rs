//! Webhooks: signed, and repeated until they are taken
//! ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).

mod receiver;
mod sinks;

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

pub use self::receiver::{ReceiveError, Webhooks};
use self::sinks::Receiver;
pub(super) use self::sinks::{Endpoint, Sinks};
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
            self.send(&batch);
        }
    }

    fn sign(&self, events: &[&Value]) -> SignedWebhook {
        let settings = &self.app.settings;
        let body = json!({ "time_ms": settings.clock.unix_millis(), "events": events }).to_string();
        SignedWebhook::signed_by(&settings.signer, body)
    }

    fn send(&self, events: &[Value]) {
        let all = self.sign(&events.iter().collect::<Vec<_>>());
        for receiver in self.sinks.receivers() {
            // At once, so that their order is kept where nothing is refused.
            if !receiver.takes(&all) {
                tokio::spawn(self.clone().repeat(Sink::Receiver(receiver), all.clone()));
            }
        }
        for endpoint in &self.sinks.endpoints {
            let events = endpoint.selected(events);
            if !events.is_empty() {
                tokio::spawn(self.clone().post(endpoint.url.clone(), self.sign(&events)));
            }
        }
    }

    async fn post(self, url: String, webhook: SignedWebhook) {
        if !is_taken(&self.http, &url, &webhook).await {
            self.repeat(Sink::Url(url), webhook).await;
        }
    }

    /// Sends a webhook again until it is taken, with pauses that grow twofold.
    async fn repeat(self, to: Sink, webhook: SignedWebhook) {
        let clock = &self.app.settings.clock;
        let last = clock.after(REPEATED_FOR);
        let mut pause = FIRST_PAUSE;
        while clock.now() < last {
            clock.sleep(pause).await;
            let taken = match &to {
                Sink::Url(url) => is_taken(&self.http, url, &webhook).await,
                Sink::Receiver(receiver) => receiver.takes(&webhook),
            };
            if taken {
                return;
            }
            pause = pause.saturating_mul(2);
        }
    }
}

/// Who has refused a webhook.
enum Sink {
    Url(String),
    Receiver(Receiver),
}

/// Whether it is answered by a status from 200 to 299.
async fn is_taken(http: &reqwest::Client, url: &str, webhook: &SignedWebhook) -> bool {
    let mut request = http.post(url).timeout(ANSWER_LIMIT).body(webhook.body.clone());
    for (name, value) in webhook.headers() {
        request = request.header(name, value);
    }
    request.send().await.is_ok_and(|answer| answer.status().is_success())
}
