//! A running server as tests see it: its address, and what they make it do.

use std::{borrow::Cow, fmt, net::SocketAddr, sync::Arc, time::Duration};

use super::{
    app::App,
    delivery::Sinks,
    faults::{FaultPlan, InjectedFault},
    frame::{self, CloseReason},
    outbox::Out,
    thread::Thread,
    webhooks::Webhooks,
};
use crate::{
    client::{Client, ClientBuilder},
    socket::SocketId,
    testing::scripted::ScriptedResponse,
    webhook::WebhookEvent,
};

/// A server that implements [versions 5 to 7 of the protocol] and the
/// [HTTP API], on a loopback port of this process.
///
/// It is **for development and tests**: one app, one process, everything in
/// memory, no TLS. For production there are Pusher Channels, Sockudo, soketi
/// and Reverb. Several servers can run at the same time. Each has its own
/// thread, which ends and frees the port when the value is dropped.
///
/// It enforces the limits of the hosted service and responds with the same statuses, but with its
/// own texts. The number of connections and messages is not limited.
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
/// [versions 5 to 7 of the protocol]: https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/
/// [HTTP API]: https://pusher.com/docs/channels/library_auth_reference/rest-api/
pub struct Server {
    pub(super) app: Arc<App>,
    pub(super) address: SocketAddr,
    pub(super) client_builder: ClientBuilder,
    pub(super) client: Client,
    pub(super) secret: String,
    pub(super) sinks: Arc<Sinks>,
    pub(super) _thread: Thread,
}

impl Server {
    /// A client of this server, with an encryption master key.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The builder of [`client`](Server::client), for further options.
    pub fn client_builder(&self) -> ClientBuilder {
        self.client_builder.clone()
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

    /// Address and credentials as one URL, for [`Client::from_url`].
    pub fn url(&self) -> String {
        format!("http://{}:{}@{}/apps/{}", self.key(), self.secret, self.address, self.app_id())
    }

    /// Receives the webhooks of every kind that the server sends from now on, with events of type `E`.
    pub fn webhooks<E: WebhookEvent>(&self) -> Webhooks<E> {
        Webhooks::new(self.client.clone(), &self.sinks)
    }

    /// Advances the clock of the server and of its [`client`](Server::client): timeouts, delays between attempts of a
    /// webhook, and the lifetime of cached events elapse immediately. An endpoint that has not responded to a webhook for
    /// 4 seconds by this clock gets it again.
    pub fn advance(&self, by: Duration) -> &Self {
        self.app.settings.clock.advance(by);
        self
    }

    /// Adds a response to the script: the next request to the HTTP API that has no scripted response yet gets it,
    /// whatever it requests.
    ///
    /// A running server accepts every connection:
    /// [`ScriptedResponse::connection_refused`] resets the connection as
    /// [`ScriptedResponse::broken_connection`] does.
    pub fn respond(&self, response: ScriptedResponse) -> &Self {
        self.app.look(|state| state.responses.push_back(response));
        self
    }

    /// Closes the next connection as soon as it is open, with a [close
    /// code](https://pusher.com/docs/channels/library_auth_reference/pusher-websockets-protocol/#error-codes) of the
    /// protocol: after 4000 to 4099 the client does not reconnect, after 4100 to 4199 it reconnects after a pause, after
    /// 4200 to 4299 immediately.
    pub fn refuse_next_connection(&self, code: u16, reason: impl Into<String>) -> &Self {
        let reason = CloseReason { code, text: Cow::Owned(reason.into()) };
        self.app.look(|state| state.refusals.push_back(reason));
        self
    }

    /// Closes a connection with a close code of the protocol and its reason.
    pub fn close(&self, id: &SocketId, code: u16, reason: impl Into<String>) {
        let reason = CloseReason { code, text: Cow::Owned(reason.into()) };
        self.app.look(|state| state.close(id, &reason));
    }

    /// Sends a `pusher:error` to a connection and leaves the connection open.
    pub fn send_error(&self, id: &SocketId, code: u16, message: &str) {
        self.app.look(|state| state.push(id, Out::Frame(frame::error(Some(code), message))));
    }

    /// Drops a connection without a closing handshake, like a network failure.
    pub fn drop_connection(&self, id: &SocketId) {
        self.app.look(|state| state.push(id, Out::Cut));
    }

    /// Drops all connections without a closing handshake.
    pub fn drop_connections(&self) {
        self.app.look(|state| state.connections.keys().for_each(|id| state.push(id, Out::Cut)));
    }

    /// Delays everything that is sent to connections from now on; zero by default.
    pub fn delay(&self, by: Duration) -> &Self {
        self.app.look(|state| state.delay = by);
        self
    }

    /// Injects faults into all connections from now on, including the open ones; `None` for no more faults. Messages that
    /// the previous plan has held back are sent.
    pub fn set_faults(&self, plan: impl Into<Option<FaultPlan>>) -> &Self {
        self.app.look(|state| state.set_faults(plan.into()));
        self
    }

    /// The faults that have been injected so far, in order.
    pub fn injected_faults(&self) -> Vec<InjectedFault> {
        self.app.look(|state| state.faults.get_mut().injected().to_vec())
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
