//! Configuring and starting a server.

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::{mpsc::unbounded_channel, oneshot::error::RecvError};

use super::{
    app::App,
    clock::ServerClock,
    delivery::{self, Delivery, Endpoint, Sinks},
    faults::FaultPlan,
    handle::Server,
    settings::Settings,
    state::State,
    thread::{Listening, Thread},
};
use crate::{
    client::{Client, ClientBuilder, ConfigError, Limits},
    webhook::WebhookKind,
    wire::{encryption::MasterKey, identifier::Identifier, signature::Signer},
};

/// Configures and starts a [`Server`].
///
/// ```
/// use pusher_typed::testing::Server;
///
/// let server = Server::builder().app("7", "key", "secret").subscription_counts(true).start_blocking()?;
/// assert!(server.url().starts_with("http://key:secret@127.0.0.1:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct ServerBuilder {
    port: u16,
    app_id: String,
    key: String,
    secret: String,
    limits: Limits,
    activity_timeout: Duration,
    cache_lifetime: Duration,
    client_events_per_second: usize,
    subscription_counts: bool,
    webhook_endpoints: Vec<Endpoint>,
    webhook_batch: Option<Duration>,
    webhook_delay: Duration,
    faults: Option<FaultPlan>,
}

impl Default for ServerBuilder {
    fn default() -> Self {
        ServerBuilder {
            port: 0,
            app_id: "1".to_owned(),
            key: "app-key".to_owned(),
            secret: "app-secret".to_owned(),
            limits: Limits::default(),
            activity_timeout: Duration::from_secs(120),
            cache_lifetime: Duration::from_secs(30 * 60),
            client_events_per_second: 10,
            subscription_counts: false,
            webhook_endpoints: Vec::new(),
            webhook_batch: None,
            webhook_delay: Duration::from_secs(3),
            faults: None,
        }
    }
}

impl Server {
    /// Starts a server with default credentials on a free loopback port.
    ///
    /// # Errors
    /// Returns an error if no port is available.
    pub async fn start() -> Result<Server, StartError> {
        Server::builder().start().await
    }

    /// Configures a server.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }
}

impl ServerBuilder {
    /// The loopback port; a free one by default.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The app's id, key and secret; `1`, `app-key` and `app-secret` by default.
    pub fn app(mut self, id: impl Into<String>, key: impl Into<String>, secret: impl Into<String>) -> Self {
        (self.app_id, self.key, self.secret) = (id.into(), key.into(), secret.into());
        self
    }

    /// The limits that the server enforces; those of the hosted service by default.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The `activity_timeout` of the protocol, in whole seconds; 120 by default.
    /// A client that has been silent for this time receives a `pusher:ping`.
    pub fn activity_timeout(mut self, timeout: Duration) -> Self {
        self.activity_timeout = timeout;
        self
    }

    /// How long cache channels keep their last event; 30 minutes by default.
    pub fn cache_lifetime(mut self, lifetime: Duration) -> Self {
        self.cache_lifetime = lifetime;
        self
    }

    /// The number of client events that a connection may send per second; 10 by default.
    pub fn client_events_per_second(mut self, count: usize) -> Self {
        self.client_events_per_second = count;
        self
    }

    /// Whether subscribers receive the number of subscriptions
    /// (`pusher:subscription_count`) and webhooks of the kind
    /// `subscription_count` are sent
    /// ([subscription count events](https://pusher.com/docs/channels/using_channels/events/#pushersubscription_count));
    /// off by default, as in a new app of the hosted service.
    pub fn subscription_counts(mut self, on: bool) -> Self {
        self.subscription_counts = on;
        self
    }

    /// Sends webhooks of every kind to this URL. May be called several times.
    pub fn webhook_url(mut self, url: impl Into<String>) -> Self {
        self.webhook_endpoints.push(Endpoint::new(url.into(), None));
        self
    }

    /// Sends webhooks of these kinds to this URL. May be called several times.
    ///
    /// ```
    /// use pusher_typed::{testing::Server, webhook::WebhookKind};
    ///
    /// let kinds = [WebhookKind::ChannelOccupied, WebhookKind::ChannelVacated];
    /// let server = Server::builder().webhook_url_for("http://127.0.0.1:8000/occupancy", kinds);
    /// ```
    pub fn webhook_url_for(
        mut self,
        url: impl Into<String>,
        kinds: impl IntoIterator<Item = WebhookKind>,
    ) -> Self {
        let kinds = kinds.into_iter().collect();
        self.webhook_endpoints.push(Endpoint::new(url.into(), Some(kinds)));
        self
    }

    /// Sends webhooks in batches: all events within this time, at most 20, in one webhook. The
    /// hosted service waits for 250 ms. By default each event has its own webhook.
    pub fn batch_webhooks(mut self, window: Duration) -> Self {
        self.webhook_batch = Some(window);
        self
    }

    /// The time between a client leaving and the webhooks `channel_vacated` and
    /// `member_removed` that this causes; 3 seconds by default, as with the hosted
    /// service. A client that returns meanwhile causes neither these nor
    /// `channel_occupied` and `member_added`
    /// ([webhook request delay](https://pusher.com/docs/channels/server_api/webhooks/#webhook-request-delay)).
    /// The time is measured by the server's clock, which [`Server::advance`] moves.
    pub fn webhook_delay(mut self, delay: Duration) -> Self {
        self.webhook_delay = delay;
        self
    }

    /// Injects faults into all connections; none by default.
    pub fn faults(mut self, plan: FaultPlan) -> Self {
        self.faults = Some(plan);
        self
    }

    /// Starts the server on its own thread.
    ///
    /// # Errors
    /// Returns an error if the port is in use, or the app's id or key has an invalid character.
    pub async fn start(self) -> Result<Server, StartError> {
        let (starting, listening) = self.launch()?;
        starting.finish(listening.await)
    }

    /// Starts the server from a test that is not `async`. The methods of the server that wait are
    /// still `async`.
    ///
    /// # Errors
    /// Returns the same errors as [`start`](ServerBuilder::start).
    pub fn start_blocking(self) -> Result<Server, StartError> {
        let (starting, listening) = self.launch()?;
        starting.finish(listening.blocking_recv())
    }

    fn launch(self) -> Result<(Starting, Listening), StartError> {
        let settings = Arc::new(self.settings()?);
        let (webhooks, events) = unbounded_channel();
        let mut state = State::new(Arc::clone(&settings), webhooks);
        state.set_faults(self.faults.clone());
        let app = App::new(settings, state);
        let sinks = Arc::new(Sinks::new(self.webhook_endpoints.clone()));
        let delivery = Delivery {
            app: Arc::clone(&app),
            sinks: Arc::clone(&sinks),
            http: delivery::http_client()?,
            window: self.webhook_batch,
        };
        let departing = Arc::clone(&app);
        let webhooks = async move { tokio::join!(departing.send_departures(), delivery.run(events)).1 };
        let (thread, listening) = Thread::start(Arc::clone(&app), self.port, webhooks)?;
        Ok((Starting { builder: self, app, sinks, thread }, listening))
    }

    fn settings(&self) -> Result<Settings, ConfigError> {
        let key = Identifier::new(self.key.clone()).ok_or(ConfigError::Key)?;
        if self.secret.is_empty() {
            return Err(ConfigError::Secret);
        }
        Ok(Settings {
            app_id: Identifier::new(self.app_id.clone()).ok_or(ConfigError::AppId)?,
            signer: Signer::new(key, &self.secret),
            master_key: MasterKey::for_tests(),
            limits: self.limits,
            clock: ServerClock::new(),
            activity_timeout: self.activity_timeout,
            cache_lifetime: self.cache_lifetime,
            client_events_per_second: self.client_events_per_second,
            subscription_counts: self.subscription_counts,
            webhook_delay: self.webhook_delay,
        })
    }

    fn client(&self, address: SocketAddr, settings: &Settings) -> Result<ClientBuilder, ConfigError> {
        Ok(Client::builder(&*self.app_id, &*self.key, &*self.secret)
            .host(address.ip().to_string())
            .port(address.port())
            .tls(false)
            .limits(self.limits)
            .http_client(delivery::http_client()?)
            .clock(settings.clock.clone())
            .encryption_master_key_base64(settings.master_key.to_base64()))
    }
}

/// A server whose thread has started.
struct Starting {
    builder: ServerBuilder,
    app: Arc<App>,
    sinks: Arc<Sinks>,
    thread: Thread,
}

impl Starting {
    fn finish(self, listening: Result<io::Result<SocketAddr>, RecvError>) -> Result<Server, StartError> {
        let Starting { builder, app, sinks, thread } = self;
        let address = listening.map_err(io::Error::other)??;
        let client_builder = builder.client(address, &app.settings)?;
        let client = client_builder.clone().build()?;
        Ok(Server { app, address, client_builder, client, secret: builder.secret, sinks, _thread: thread })
    }
}

impl fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerBuilder")
            .field("app_id", &self.app_id)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// Why a server did not start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port is not available.
    #[error("the server cannot listen on its port")]
    Listen(#[from] io::Error),
    /// A setting is invalid.
    #[error("invalid configuration of the server")]
    Config(#[from] ConfigError),
}
