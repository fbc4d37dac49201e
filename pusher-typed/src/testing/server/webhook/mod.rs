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

/// Makes webhooks of `events` until the server stops: one of each, or with
/// `window` one of all that come within such a time.
pub(super) async fn deliver(
    app: Arc<App>,
    mut events: UnboundedReceiver<Value>,
    sinks: Arc<Sinks>,
    http: reqwest::Client,
    window: Option<Duration>,
) {
    loop {
        let event = tokio::select! {
            () = app.stopped() => return,
            event = events.recv() => event,
        };
        let Some(event) = event else { return };
        let mut batch = vec![event];
        if let Some(window) = window {
            app.settings.clock.sleep(window).await;
            while let Ok(event) = events.try_recv() {
                batch.push(event);
            }
        }
        let webhook = sign(&app, &batch);
        sinks.hand_out(&webhook);
        for url in &sinks.urls {
            tokio::spawn(repeat(Arc::clone(&app), http.clone(), url.clone(), webhook.clone()));
        }
    }
}

fn sign(app: &App, events: &[Value]) -> SignedWebhook {
    let time_ms = app.settings.clock.unix_millis();
    let body = json!({ "time_ms": time_ms, "events": events }).to_string();
    SignedWebhook::signed_by(&app.settings.signer, body)
}

/// Sends a webhook until it is answered by a status from 200 to 299, with pauses
/// that grow twofold.
async fn repeat(app: Arc<App>, http: reqwest::Client, url: String, webhook: SignedWebhook) {
    let clock = &app.settings.clock;
    let last = clock.after(REPEATED_FOR);
    let attempts = async {
        let mut pause = FIRST_PAUSE;
        while !is_taken(&http, &url, &webhook).await && clock.now() < last {
            clock.sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
    };
    tokio::select! {
        () = app.stopped() => {}
        () = attempts => {}
    }
}

async fn is_taken(http: &reqwest::Client, url: &str, webhook: &SignedWebhook) -> bool {
    let mut request = http.post(url).timeout(ANSWER_LIMIT).body(webhook.body.clone());
    for (name, value) in webhook.headers() {
        request = request.header(name, value);
    }
    request.send().await.is_ok_and(|answer| answer.status().is_success())
}
