//! A service whose responses a test scripts.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use pusher_typed::{
    Client,
    client::ClientBuilder,
    history::{Position, detach_position},
    transport::{Request, Response, SendFuture, Transport, TransportError},
};
use serde::Deserialize;
use tokio::sync::Notify;

/// An event as the service receives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Received {
    pub channel: String,
    #[serde(rename = "name")]
    pub event: String,
    pub data: String,
    pub socket_id: Option<String>,
}

impl Received {
    /// The position in the payload.
    pub(crate) fn position(&self) -> Position {
        detach_position(&self.data).expect("a position").0
    }

    /// The member `n` of the payload.
    pub(crate) fn n(&self) -> u64 {
        let data: serde_json::Value = serde_json::from_str(&self.data).expect("JSON");
        data["n"].as_u64().expect("a number")
    }
}

/// The service's reaction to a request.
#[derive(Debug, Clone)]
pub(crate) enum Reaction {
    Accept,
    /// It accepts, but the response does not arrive.
    AcceptAndTimeOut,
    AcceptAndReset,
    Status(u16),
    RetryAfter(u64),
    Unreachable,
    /// No response until the test releases it.
    Hold,
}

type Script = Box<dyn FnMut(&[Received]) -> Reaction + Send>;

struct State {
    script: Script,
    /// What was accepted, in order.
    accepted: Vec<Received>,
    /// Every request, accepted or not.
    requests: Vec<Vec<Received>>,
}

/// The service; clones are the same.
#[derive(Clone)]
pub(crate) struct Service {
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
    released: Arc<Notify>,
}

impl Service {
    /// A service that accepts everything.
    pub(crate) fn new() -> Self {
        Service::scripted(|_| Reaction::Accept)
    }

    pub(crate) fn scripted(script: impl FnMut(&[Received]) -> Reaction + Send + 'static) -> Self {
        let state = State { script: Box::new(script), accepted: Vec::new(), requests: Vec::new() };
        Service { state: Arc::new(Mutex::new(state)), changed: Arc::default(), released: Arc::default() }
    }

    pub(crate) fn script(&self, script: impl FnMut(&[Received]) -> Reaction + Send + 'static) {
        self.state().script = Box::new(script);
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().expect("a client")
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("1", "key", "secret").host("nowhere.invalid").transport(self.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has panicked")
    }

    pub(crate) fn accepted(&self) -> Vec<Received> {
        self.state().accepted.clone()
    }

    /// The numbers that were accepted on a channel, in order.
    pub(crate) fn numbers(&self, channel: &str) -> Vec<u64> {
        self.accepted().iter().filter(|event| event.channel == channel).map(Received::n).collect()
    }

    /// The offsets that were accepted on a recoverable channel, in order.
    pub(crate) fn offsets(&self, channel: &str) -> Vec<u64> {
        let events = self.accepted();
        let positions = events.iter().filter(|event| event.channel == channel).map(Received::position);
        positions.map(|position| position.offset()).collect()
    }

    pub(crate) fn requests(&self) -> Vec<Vec<Received>> {
        self.state().requests.clone()
    }

    /// Ends a request that is held, with acceptance.
    pub(crate) fn release(&self) {
        self.released.notify_one();
    }

    /// Waits for a condition; the limit is a minute.
    pub(crate) async fn wait_until(&self, what: &str, condition: impl Fn(&Service) -> bool) {
        let waiting = async {
            loop {
                let changed = self.changed.notified();
                if condition(self) {
                    return;
                }
                changed.await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
        assert!(waited.is_ok(), "{what}: {:#?}", self.requests());
    }

    /// Waits until so many events were accepted.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        self.wait_until("events", |service| service.state().accepted.len() >= count).await;
        self.accepted()
    }

    async fn respond(&self, request: Request) -> Result<Response, TransportError> {
        #[derive(Deserialize)]
        struct Batch {
            batch: Vec<Received>,
        }
        let body = request.body().expect("events");
        let events = serde_json::from_slice::<Batch>(body).expect("a batch").batch;
        let response = {
            let mut state = self.state();
            let response = (state.script)(&events);
            state.requests.push(events.clone());
            if matches!(response, Reaction::Accept | Reaction::AcceptAndTimeOut | Reaction::AcceptAndReset) {
                state.accepted.extend(events.iter().cloned());
            }
            response
        };
        self.changed.notify_waiters();
        match response {
            Reaction::Accept => Ok(Response::new(200, "{}")),
            Reaction::AcceptAndTimeOut => {
                Err(TransportError::timeout(io::Error::from(io::ErrorKind::TimedOut)))
            }
            Reaction::AcceptAndReset => {
                Err(TransportError::other(io::Error::from(io::ErrorKind::ConnectionReset)))
            }
            Reaction::Status(status) => Ok(Response::new(status, "refused")),
            Reaction::RetryAfter(seconds) => {
                Ok(Response::new(429, "later").with_retry_after(Some(Duration::from_secs(seconds))))
            }
            Reaction::Unreachable => {
                Err(TransportError::not_sent(io::Error::from(io::ErrorKind::ConnectionRefused)))
            }
            Reaction::Hold => {
                self.released.notified().await;
                self.state().accepted.extend(events);
                self.changed.notify_waiters();
                Ok(Response::new(200, "{}"))
            }
        }
    }
}

impl Transport for Service {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(self.respond(request))
    }
}
