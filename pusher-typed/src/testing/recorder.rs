//! A transport that records what is sent.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use super::{
    scripted::ScriptedResponse,
    sent::{Body, SentEvent},
};
use crate::{
    client::{Client, ClientBuilder, ClientConfig, Clock, ConfigError, Limits, RetryPolicy, WebhookRules},
    event::{DecodeEvent, DecodeEventError, EventSet},
    transport::{Request, Response, SendFuture, Transport, TransportError},
    wire::{encryption::MasterKey, endpoint::AppUrl, identifier::Identifier, signature::Signer},
};

/// Records the events that a client sends, and returns scripted responses.
///
/// Clones share the recording and the script. Every attempt that is sent is recorded, regardless of
/// the response. After the end of the script, every response is `200 {}`.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Event, testing::{Recorder, ScriptedResponse}};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "shipped")]
/// # struct OrderShipped { id: u64 }
/// use pusher_typed::client::RetryPolicy;
///
/// let recorder = Recorder::new();
/// let client = recorder.builder().retry(RetryPolicy::never()).build()?;
///
/// recorder.respond(ScriptedResponse::connection_refused());
/// assert!(client.trigger(&OrderShipped { id: 7 }).await.is_err());
/// client.trigger(&OrderShipped { id: 8 }).await?;
/// assert_eq!(recorder.events::<OrderShipped>()?, [OrderShipped { id: 8 }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Recorder {
    key: MasterKey,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    sent: Vec<SentEvent>,
    responses: VecDeque<ScriptedResponse>,
}

impl Default for Recorder {
    fn default() -> Self {
        Recorder::new()
    }
}

impl Recorder {
    const APP: &'static str = "recorder";

    /// Creates a recorder that decrypts what its own [`client`](Recorder::client) encrypts.
    pub fn new() -> Self {
        Recorder { key: MasterKey::for_tests(), state: Arc::default() }
    }

    /// Creates a recorder for a client with this encryption master key.
    ///
    /// # Errors
    /// Returns an error if the key is not 32 bytes in base64.
    pub fn with_encryption_master_key_base64(key: &str) -> Result<Self, ConfigError> {
        Ok(Recorder { key: crate::client::master_key(key)?, state: Arc::default() })
    }

    /// A client with test credentials that sends to this recorder and does not
    /// wait between attempts.
    pub fn client(&self) -> Client {
        let app = Identifier::literal(Self::APP);
        Client::from_config(ClientConfig {
            app_url: AppUrl::nowhere(&app),
            other_urls: Vec::new(),
            signer: Signer::new(app, Self::APP),
            master_key: Some(self.key.clone()),
            timeout: Duration::from_secs(5),
            transport: Arc::new(self.clone()),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            clock: Arc::new(NoWaiting),
            webhooks: WebhookRules::default(),
        })
    }

    /// The builder of [`client`](Recorder::client), for further options.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder(Self::APP, Self::APP, Self::APP)
            .host("nowhere.invalid")
            .transport(self.clone())
            .clock(NoWaiting)
            .encryption_master_key_base64(self.key.to_base64())
    }

    /// Adds a response to the script. The responses are used in order.
    pub fn respond(&self, response: ScriptedResponse) -> &Self {
        self.state().responses.push_back(response);
        self
    }

    /// The events that were sent so far, in order.
    pub fn sent(&self) -> Vec<SentEvent> {
        self.state().sent.clone()
    }

    /// The events of one type or set that were sent so far, in order. Others are left out.
    ///
    /// # Errors
    /// Returns an error if the payload of an event of the set does not match its type.
    pub fn events<E>(&self) -> Result<Vec<E>, DecodeEventError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        self.state().sent.iter().filter_map(SentEvent::decode).collect()
    }

    /// Removes the events that were sent so far.
    pub fn clear(&self) {
        self.state().sent.clear();
    }

    /// A lock that a failed test has poisoned is still used.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, request: &Request) -> Result<Response, TransportError> {
        let mut state = self.state();
        let response = state.responses.pop_front().unwrap_or_default();
        if let Some(body) = request.body().filter(|_| response.receives()) {
            // Requests that do not send events have other bodies.
            if let Ok(body) = serde_json::from_slice::<Body>(body) {
                state.sent.extend(body.into_events(&self.key));
            }
        }
        response.into_result()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request) -> SendFuture<'_> {
        Box::pin(async move { self.receive(&request) })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("sent", &self.state().sent).finish_non_exhaustive()
    }
}

/// The system's time, without pauses between attempts.
struct NoWaiting;

impl Clock for NoWaiting {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}
