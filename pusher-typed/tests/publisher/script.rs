//! A service with scripted responses, under Tokio's clock.

use std::{
    collections::VecDeque,
    io::{Error, ErrorKind},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use pusher_typed::{
    Client,
    client::ClientBuilder,
    publisher::{PublisherBuilder, Undelivered},
    transport::{Request, Response, SendFuture, Transport, TransportError},
};
use serde_json::Value;
use tokio::{sync::Semaphore, time::Instant};

/// The service's reaction to a request. After the end of the script, it accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Accept,
    Status(u16),
    RetryAfter(u16, u64),
    NotSent,
    Broken,
    /// No response until the client's timeout.
    Silence,
    Panic,
}

/// A request as the service received it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    /// Whether it was a batch.
    pub(crate) batch: bool,
    /// Channels and payload of each event.
    pub(crate) events: Vec<(Vec<String>, Value)>,
    pub(crate) exclude: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) at: Instant,
}

impl Seen {
    /// The field `number` of each payload.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        self.events.iter().map(|(_, data)| data["number"].as_u64().expect("a number")).collect()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Script {
    state: Arc<Mutex<State>>,
    /// Requests wait for a permit, if there is a gate.
    gate: Option<Arc<Semaphore>>,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    replies: VecDeque<Reply>,
    forever: Option<Reply>,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Script::default();
        script.state().replies.extend(replies);
        script
    }

    /// Requests wait until `open` is called.
    pub(crate) fn gated(replies: impl IntoIterator<Item = Reply>) -> Self {
        Script { gate: Some(Arc::new(Semaphore::new(0))), ..Script::new(replies) }
    }

    pub(crate) fn open(&self, requests: usize) {
        self.gate.as_ref().expect("a gate").add_permits(requests);
    }

    /// From now on, after the script, until this is called again.
    pub(crate) fn always(&self, reply: impl Into<Option<Reply>>) {
        self.state().forever = reply.into();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while it is locked")
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// The numbers of all requests, one after the other.
    pub(crate) fn numbers(&self) -> Vec<Vec<u64>> {
        self.seen().iter().map(Seen::numbers).collect()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("1", "key", "secret")
            .transport(self.clone())
            .encryption_master_key_base64("dGhpcnR5LXR3byBieXRlcyBvZiBtYXN0ZXIga2V5ISE=")
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    fn receive(&self, request: &Request) -> Reply {
        let mut state = self.state();
        let (forever, seen) = (state.forever.unwrap_or(Reply::Accept), seen(request));
        let reply = state.replies.pop_front().unwrap_or(forever);
        state.seen.push(seen);
        reply
    }
}

fn seen(request: &Request) -> Seen {
    let body: Value = serde_json::from_slice(request.body().expect("a body")).expect("JSON");
    let (batch, items) = match body.get("batch") {
        Some(batch) => (true, batch.as_array().expect("a list").clone()),
        None => (false, vec![body]),
    };
    let event = |item: &Value| {
        let channels = item.get("channels").and_then(Value::as_array).cloned();
        let channels = channels.unwrap_or_else(|| vec![item["channel"].clone()]);
        let data = item["data"].as_str().expect("a payload");
        let name = |channel: &Value| channel.as_str().expect("a channel").to_owned();
        (channels.iter().map(name).collect(), serde_json::from_str(data).expect("JSON"))
    };
    Seen {
        batch,
        events: items.iter().map(event).collect(),
        exclude: items[0].get("socket_id").and_then(Value::as_str).map(str::to_owned),
        key: request.idempotency_key().map(str::to_owned),
        at: Instant::now(),
    }
}

impl Transport for Script {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(async move {
            if let Some(gate) = &self.gate {
                gate.acquire().await.expect("never closed").forget();
            }
            match self.receive(&request) {
                Reply::Accept => Ok(Response::new(200, "{}")),
                Reply::Status(status) => Ok(Response::new(status, "because")),
                Reply::RetryAfter(status, seconds) => {
                    let after = Some(Duration::from_secs(seconds));
                    Ok(Response::new(status, "later").with_retry_after(after))
                }
                Reply::NotSent => Err(TransportError::not_sent(Error::from(ErrorKind::ConnectionRefused))),
                Reply::Broken => Err(TransportError::other(Error::from(ErrorKind::ConnectionReset))),
                Reply::Silence => {
                    tokio::time::sleep(request.timeout()).await;
                    Err(TransportError::timeout(Error::from(ErrorKind::TimedOut)))
                }
                Reply::Panic => panic!("a transport that panics"),
            }
        })
    }
}

/// The events that were reported as not delivered.
#[derive(Clone, Default)]
pub(crate) struct Failures(Arc<Mutex<Vec<Undelivered>>>);

impl Failures {
    pub(crate) fn of(builder: PublisherBuilder) -> (PublisherBuilder, Self) {
        let failures = Failures::default();
        let list = failures.clone();
        (builder.on_failure(move |undelivered| list.push(undelivered)), failures)
    }

    pub(crate) fn push(&self, undelivered: Undelivered) {
        self.0.lock().expect("a lock").push(undelivered);
    }

    pub(crate) fn take(&self) -> Vec<Undelivered> {
        std::mem::take(&mut *self.0.lock().expect("a lock"))
    }
}
