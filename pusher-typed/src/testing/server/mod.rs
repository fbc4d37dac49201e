//! The service itself, in process.

mod api;
mod app;
mod builder;
mod cache;
mod client_event;
mod clock;
mod close;
mod connection;
mod control;
mod frame;
mod message;
mod observe;
mod outbox;
mod presence;
mod publish;
mod script;
mod settings;
mod sign_in;
mod start_error;
mod state;
mod subscribe;
mod thread;
mod webhook;

use std::{fmt, net::SocketAddr, sync::Arc};

use self::{app::App, thread::Thread, webhook::Sinks};
pub use self::{
    builder::ServerBuilder,
    observe::{ChannelEvent, WaitError},
    start_error::StartError,
    webhook::{ReceiveError, Webhooks},
};
use crate::{Client, client::ClientBuilder, webhook::WebhookEvent};

/// A server that speaks [version 7 of the protocol] and the [HTTP API], on a
/// loopback port of this process.
///
/// It is **for development and tests**: one app, one process, everything in
/// memory, no TLS. Production belongs to Pusher Channels, Sockudo, soketi or
/// Reverb. Any number may run side by side, each on a thread of its own that
/// ends, and frees the port, when the value is dropped.
///
/// It enforces the hosted service's limits and answers in its statuses, with
/// words of its own. Two things are otherwise: `channel_vacated` and
/// `member_removed` are told at once, not after three seconds, and there are no
/// quotas of connections or messages.
///
/// ```
/// use pusher_typed::{Event, testing::Server};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// #[pusher(channel = "news-<id>", event = "published")]
/// struct Published { id: u64 }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let server = Server::start().await?;
/// // A browser would connect to server.host(), server.port() and server.key().
///
/// server.client().trigger(&Published { id: 7 }).await?;
///
/// assert_eq!(server.events::<Published>()?, [Published { id: 7 }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [version 7 of the protocol]: https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/
/// [HTTP API]: https://pusher.com/docs/channels/library_auth_reference/rest-api/
pub struct Server {
    app: Arc<App>,
    address: SocketAddr,
    client: ClientBuilder,
    ready: Client,
    secret: String,
    sinks: Arc<Sinks>,
    _thread: Thread,
}

impl Server {
    /// Starts a server with made-up credentials on a free loopback port.
    ///
    /// # Errors
    /// When there is no such port.
    pub async fn start() -> Result<Server, StartError> {
        Server::builder().start().await
    }

    /// Begins a server with other settings.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// A client of this server, with an encryption master key.
    pub fn client(&self) -> &Client {
        &self.ready
    }

    /// What [`client`](Server::client) is made of, for further options.
    pub fn client_builder(&self) -> ClientBuilder {
        self.client.clone()
    }

    /// The host: `127.0.0.1`.
    pub fn host(&self) -> String {
        self.address.ip().to_string()
    }

    /// The port of the HTTP API and of the WebSocket connections.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The app's id.
    pub fn app_id(&self) -> &str {
        self.app.settings.app_id.as_str()
    }

    /// The app's key.
    pub fn key(&self) -> &str {
        self.app.settings.signer.key().as_str()
    }

    /// The app's secret, which protects nothing.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// All of this as [`Client::from_url`] takes it.
    pub fn url(&self) -> String {
        format!("http://{}:{}@{}/apps/{}", self.key(), self.secret, self.address, self.app_id())
    }

    /// Takes the webhooks from now on, of every kind, as the events of `E`.
    pub fn webhooks<E: WebhookEvent>(&self) -> Webhooks<E> {
        Webhooks::new(self.ready.clone(), &self.sinks)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("app_id", &self.app_id())
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}
