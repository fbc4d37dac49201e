//! The start of every test: a server, an authorization endpoint, a client of the library, and receivers.
//!
//! Scenarios are written once. Their parent module has a `stage` for each pair of a server and a receiver, which
//! consists of `pub type Stage = crate::stage::Stage<…, …>`.

use std::{error::Error, marker::PhantomData, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pusher_typed::{
    Client,
    client::ClientBuilder,
    testing::{Server, ServerBuilder},
};
use pusher_typed_tests::{AuthEndpoint, MASTER_KEY, PusherJs, Received, Service, Sockudo};
use serde_json::Value;

use crate::{deviations::Deviations, rust_subscriber::RustSubscriber};

pub type Outcome = Result<(), Box<dyn Error>>;

/// A server under test.
pub trait Backend: Service + Sized {
    const DEVIATIONS: Deviations;

    async fn begin() -> Self;

    /// A server that sends subscription counts to subscribers, if it supports that.
    async fn begin_with_counts() -> Self;

    async fn begin_with_webhooks(url: &str, batch: Option<Duration>) -> Self;
}

impl Backend for Sockudo {
    const DEVIATIONS: Deviations = Deviations::SOCKUDO;

    async fn begin() -> Self {
        Sockudo::start().await
    }

    async fn begin_with_counts() -> Self {
        Sockudo::start().await
    }

    async fn begin_with_webhooks(url: &str, batch: Option<Duration>) -> Self {
        Sockudo::start_with_webhooks(url, batch).await
    }
}

impl Backend for Server {
    const DEVIATIONS: Deviations = Deviations::NONE;

    async fn begin() -> Self {
        in_process().start().await.expect("a free loopback port")
    }

    async fn begin_with_counts() -> Self {
        in_process().subscription_counts(true).start().await.expect("a free loopback port")
    }

    async fn begin_with_webhooks(url: &str, batch: Option<Duration>) -> Self {
        let server = in_process().subscription_counts(true).webhook_url(url);
        let server = match batch {
            Some(window) => server.batch_webhooks(window),
            None => server,
        };
        server.start().await.expect("a free loopback port")
    }
}

/// The library's own server, with the credentials that the authorization endpoint knows.
pub fn in_process() -> ServerBuilder {
    // The library for Python accepts only a number as the id.
    Server::builder().app("1001", Sockudo::KEY, Sockudo::SECRET)
}

/// A receiver. All receivers have the same methods.
pub trait Listener: Sized {
    /// Connects without authorization.
    async fn connect(server: &impl Service) -> Self;

    /// Connects and is authorized by `endpoint`, as `user`.
    async fn connect_as(server: &impl Service, endpoint: &str, user: &str) -> Self;

    /// The reason why the server refuses this key.
    async fn refused(server: &impl Service, key: &str) -> Value;
}

impl Listener for PusherJs {
    async fn connect(server: &impl Service) -> Self {
        PusherJs::connect(server).await
    }

    async fn connect_as(server: &impl Service, endpoint: &str, user: &str) -> Self {
        PusherJs::connect_as(server, endpoint, user).await
    }

    async fn refused(server: &impl Service, key: &str) -> Value {
        PusherJs::refused(server, key).await
    }
}

impl Listener for RustSubscriber {
    async fn connect(server: &impl Service) -> Self {
        RustSubscriber::connect(server).await
    }

    async fn connect_as(server: &impl Service, endpoint: &str, user: &str) -> Self {
        RustSubscriber::connect_as(server, endpoint, user).await
    }

    async fn refused(server: &impl Service, key: &str) -> Value {
        RustSubscriber::refused(server, key).await
    }
}

pub struct Stage<S, L> {
    pub client: Client,
    pub server: S,
    endpoint: AuthEndpoint,
    listener: PhantomData<L>,
}

impl<S: Backend, L: Listener> Stage<S, L> {
    pub const DEVIATIONS: Deviations = S::DEVIATIONS;

    pub async fn new() -> Result<Self, Box<dyn Error>> {
        Self::with(S::begin().await).await
    }

    pub async fn with(server: S) -> Result<Self, Box<dyn Error>> {
        Self::with_endpoint(server, AuthEndpoint::start().await)
    }

    pub async fn with_counts() -> Result<Self, Box<dyn Error>> {
        Self::with(S::begin_with_counts().await).await
    }

    /// With an authorization endpoint that signs with a wrong secret.
    pub async fn with_wrong_signatures() -> Result<Self, Box<dyn Error>> {
        Self::with_endpoint(S::begin().await, AuthEndpoint::signing_with("another-secret").await)
    }

    fn with_endpoint(server: S, endpoint: AuthEndpoint) -> Result<Self, Box<dyn Error>> {
        let client = builder(&server, Sockudo::SECRET).build()?;
        Ok(Self { client, server, endpoint, listener: PhantomData })
    }

    /// A server alone.
    pub async fn server() -> S {
        S::begin().await
    }

    /// A server that sends webhooks.
    pub async fn server_with_webhooks(url: &str, batch: Option<Duration>) -> S {
        S::begin_with_webhooks(url, batch).await
    }

    /// A browser of `user`.
    pub async fn browser(&self, user: &str) -> L {
        L::connect_as(&self.server, self.endpoint.url(), user).await
    }

    /// A browser without a user.
    pub async fn anyone(&self) -> L {
        L::connect(&self.server).await
    }

    /// The reason why the server refuses this key.
    pub async fn refused(&self, key: &str) -> Value {
        L::refused(&self.server, key).await
    }

    /// A browser with another authorization endpoint.
    pub async fn browser_at(&self, endpoint: &str, user: &str) -> L {
        L::connect_as(&self.server, endpoint, user).await
    }
}

/// A client for this server, except for the secret.
pub fn builder(server: &impl Service, secret: &str) -> ClientBuilder {
    Client::builder(server.app_id(), Sockudo::KEY, secret)
        .host("127.0.0.1")
        .port(server.port())
        .tls(false)
        .encryption_master_key_base64(STANDARD.encode(MASTER_KEY))
}

/// What a browser should have received.
pub fn received(channel: &str, event: &str, data: Value) -> Received {
    Received { channel: Some(channel.to_owned()), event: event.to_owned(), data, user_id: None }
}
