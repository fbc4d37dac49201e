//! Who gets the webhooks.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::{testing::SignedWebhook, webhook::WebhookKind};

/// All of them.
pub(in crate::testing::server) struct Sinks {
    pub(super) endpoints: Vec<Endpoint>,
    receivers: Mutex<Vec<Receiver>>,
}

/// A URL, and what goes there.
#[derive(Debug, Clone)]
pub(in crate::testing::server) struct Endpoint {
    pub(super) url: String,
    /// All where there are none.
    kinds: Option<Vec<WebhookKind>>,
}

/// A receiver in this process.
#[derive(Clone)]
pub(super) struct Receiver {
    queue: UnboundedSender<SignedWebhook>,
    refusals: Refusals,
}

/// How many of the next attempts a receiver refuses.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals(Arc<AtomicUsize>);

impl Sinks {
    pub(in crate::testing::server) fn new(endpoints: Vec<Endpoint>) -> Self {
        Sinks { endpoints, receivers: Mutex::default() }
    }

    /// A new receiver in this process.
    pub(super) fn receive(&self) -> (UnboundedReceiver<SignedWebhook>, Refusals) {
        let ((queue, webhooks), refusals) = (unbounded_channel(), Refusals::default());
        let receiver = Receiver { queue, refusals: refusals.clone() };
        self.receivers.lock().unwrap_or_else(PoisonError::into_inner).push(receiver);
        (webhooks, refusals)
    }

    /// The receivers that are still there.
    pub(super) fn receivers(&self) -> Vec<Receiver> {
        let mut receivers = self.receivers.lock().unwrap_or_else(PoisonError::into_inner);
        receivers.retain(|receiver| !receiver.queue.is_closed());
        receivers.clone()
    }
}

impl Endpoint {
    pub(in crate::testing::server) fn new(url: String, kinds: Option<Vec<WebhookKind>>) -> Self {
        Endpoint { url, kinds }
    }

    /// The events that go there.
    pub(super) fn selected<'e>(&self, events: &'e [Value]) -> Vec<&'e Value> {
        let wanted = |event: &&Value| {
            let kind = event.get("name").and_then(Value::as_str).and_then(WebhookKind::of);
            self.kinds.as_ref().is_none_or(|kinds| kind.is_some_and(|kind| kinds.contains(&kind)))
        };
        events.iter().filter(wanted).collect()
    }
}

impl Receiver {
    /// Hands it a webhook. Whether it took it; who is gone wants it no more.
    pub(super) fn takes(&self, webhook: &SignedWebhook) -> bool {
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
