//! Sending webhooks: signed, and repeated until they are accepted
//! ([webhooks](https://pusher.com/docs/channels/server_api/webhooks/)).

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::app::App;
use crate::{
    client::{Clock as _, ConfigError},
    testing::webhook::SignedWebhook,
    webhook::WebhookKind,
};

/// The time within which an endpoint has to respond.
const RESPONSE_LIMIT: Duration = Duration::from_secs(4);
/// The maximum number of events in one webhook.
const BATCH_LIMIT: usize = 20;
/// The time during which a webhook is repeated.
const REPEATED_FOR: Duration = Duration::from_secs(5 * 60);
/// The pause before the first repetition.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// An HTTP client for the loopback interface, where no proxy of the environment is used.
pub(super) fn http_client() -> Result<reqwest::Client, ConfigError> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .build()
        .map_err(|error| ConfigError::HttpClient { source: error.into() })
}

/// The receivers of webhooks.
pub(super) struct Sinks {
    endpoints: Vec<Endpoint>,
    receivers: Mutex<Vec<Receiver>>,
}

/// A URL and the kinds of events that are sent there.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    url: String,
    /// `None` for all kinds.
    kinds: Option<Vec<WebhookKind>>,
}

/// A receiver in this process.
#[derive(Clone)]
struct Receiver {
    queue: UnboundedSender<SignedWebhook>,
    refusals: Refusals,
}

/// The number of attempts that a receiver refuses from now on.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals(Arc<AtomicUsize>);

impl Sinks {
    pub(super) fn new(endpoints: Vec<Endpoint>) -> Self {
        Sinks { endpoints, receivers: Mutex::default() }
    }

    /// Adds a receiver in this process.
    pub(super) fn add_receiver(&self) -> (UnboundedReceiver<SignedWebhook>, Refusals) {
        let ((queue, webhooks), refusals) = (unbounded_channel(), Refusals::default());
        let receiver = Receiver { queue, refusals: refusals.clone() };
        self.receivers.lock().unwrap_or_else(PoisonError::into_inner).push(receiver);
        (webhooks, refusals)
    }

    /// The receivers that have not been dropped.
    fn receivers(&self) -> Vec<Receiver> {
        let mut receivers = self.receivers.lock().unwrap_or_else(PoisonError::into_inner);
        receivers.retain(|receiver| !receiver.queue.is_closed());
        receivers.clone()
    }
}

impl Endpoint {
    pub(super) fn new(url: String, kinds: Option<Vec<WebhookKind>>) -> Self {
        Endpoint { url, kinds }
    }

    /// The events of the endpoint's kinds.
    fn selected<'e>(&self, events: &'e [Value]) -> Vec<&'e Value> {
        let wanted = |event: &&Value| {
            let kind = event.get("name").and_then(Value::as_str).and_then(WebhookKind::from_name);
            self.kinds.as_ref().is_none_or(|kinds| kind.is_some_and(|kind| kinds.contains(&kind)))
        };
        events.iter().filter(wanted).collect()
    }
}

impl Receiver {
    /// Sends it a webhook. Whether it was accepted, or the receiver has been dropped.
    fn accepts(&self, webhook: &SignedWebhook) -> bool {
        let refused = self.refusals.next();
        self.queue.send(webhook.clone()).is_err() || !refused
    }
}

impl Refusals {
    pub(super) fn add(&self, count: usize) {
        self.0.fetch_add(count, Ordering::SeqCst);
    }

    fn next(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

/// Makes webhooks of events and sends them.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) app: Arc<App>,
    pub(super) sinks: Arc<Sinks>,
    pub(super) http: reqwest::Client,
    /// The time during which events are collected; `None` for one webhook per event.
    pub(super) window: Option<Duration>,
}

impl Delivery {
    pub(super) async fn run(self, mut events: UnboundedReceiver<Value>) {
        while let Some(event) = events.recv().await {
            let mut batch = vec![event];
            if let Some(window) = self.window {
                self.collect(&mut batch, &mut events, window).await;
            }
            self.send(&batch);
        }
    }

    /// Adds the events of the window, up to the limit.
    async fn collect(&self, batch: &mut Vec<Value>, events: &mut UnboundedReceiver<Value>, window: Duration) {
        let clock = &self.app.settings.clock;
        let end = clock.after(window);
        while batch.len() < BATCH_LIMIT {
            tokio::select! {
                // First the events, so that all that have been queued until the end are in the batch.
                biased;
                Some(event) = events.recv() => batch.push(event),
                () = clock.sleep_until(end) => return,
            }
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
            // Not in a task, so that webhooks that are not refused keep their order.
            if !receiver.accepts(&all) {
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
        if !self.is_accepted(&url, &webhook).await {
            self.repeat(Sink::Url(url), webhook).await;
        }
    }

    /// Repeats a webhook until it is accepted. Each pause is twice as long as the one before.
    async fn repeat(self, to: Sink, webhook: SignedWebhook) {
        let clock = &self.app.settings.clock;
        let last = clock.after(REPEATED_FOR);
        let mut pause = FIRST_PAUSE;
        loop {
            let due = clock.after(pause);
            if due > last {
                return;
            }
            clock.sleep_until(due).await;
            let accepted = match &to {
                Sink::Url(url) => self.is_accepted(url, &webhook).await,
                Sink::Receiver(receiver) => receiver.accepts(&webhook),
            };
            if accepted {
                return;
            }
            pause = pause.saturating_mul(2);
        }
    }

    /// Whether the status of the response, within the time limit, is from 200 to 299.
    async fn is_accepted(&self, url: &str, webhook: &SignedWebhook) -> bool {
        let mut request = self.http.post(url).body(webhook.body.clone());
        for (name, value) in webhook.headers() {
            request = request.header(name, value);
        }
        tokio::select! {
            response = request.send() => response.is_ok_and(|response| response.status().is_success()),
            () = self.app.settings.clock.sleep(RESPONSE_LIMIT) => false,
        }
    }
}

/// The receiver that has refused a webhook.
enum Sink {
    Url(String),
    Receiver(Receiver),
}
