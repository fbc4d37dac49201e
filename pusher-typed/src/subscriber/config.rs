//! The configuration of a subscriber.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::io::{AsyncRead, AsyncWrite};
use url::Url;

use super::{
    authorizer::{Authorizer, Callback, NoAuthorizer, Trusted},
    error::{AuthorizeError, BoxError, ConnectError},
    history::History,
    hosts::Hosts,
    pauses::Backoff,
    queue::Capacity,
};
use crate::{
    ChannelName, Client, SocketId,
    client::{ChannelAuth, ConfigError, Limits, split_port, without_user},
    wire::identifier::Identifier,
};

/// The configuration of a [`Subscriber`](super::Subscriber): the app and its host, the authorizer, and the time limits.
///
/// ```
/// use std::time::Duration;
/// use pusher_typed::{Client, subscriber::SubscriberConfig};
///
/// let config = SubscriberConfig::new("key").cluster("eu").capacity(1000);
///
/// // A service that triggers as well: the same app, by the same credentials.
/// let client = Client::builder("app-id", "key", "secret").cluster("eu").build()?;
/// let config = SubscriberConfig::from_client(&client).backoff(Duration::from_secs(2), Duration::from_secs(60));
/// # Ok::<(), pusher_typed::client::ConfigError>(())
/// ```
#[derive(Clone)]
#[must_use = "a configuration does nothing until `Subscriber::connect` is called"]
pub struct SubscriberConfig {
    key: String,
    /// A host has its own port if it was part of a list.
    hosts: Vec<String>,
    has_ports: bool,
    port: Option<u16>,
    tls: bool,
    path_prefix: String,
    authorizer: Arc<dyn Authorizer>,
    history: Option<Arc<dyn History>>,
    history_jitter: Duration,
    http: Option<reqwest::Client>,
    connector: Option<Connector>,
    capacity: Capacity,
    payload_limit: usize,
    connect_timeout: Duration,
    subscribe_timeout: Duration,
    activity_timeout: Duration,
    pong_timeout: Duration,
    backoff: Backoff,
}

/// A configuration that was checked.
pub(super) struct Settings {
    pub(super) hosts: Hosts,
    pub(super) http: reqwest::Client,
    pub(super) authorizer: Arc<dyn Authorizer>,
    pub(super) history: Option<Arc<dyn History>>,
    pub(super) history_jitter: Duration,
    pub(super) connector: Option<Connector>,
    pub(super) capacity: Capacity,
    pub(super) payload_limit: usize,
    pub(super) connect_timeout: Duration,
    pub(super) subscribe_timeout: Duration,
    pub(super) activity_timeout: Duration,
    pub(super) pong_timeout: Duration,
    pub(super) backoff: Backoff,
}

impl SubscriberConfig {
    /// Creates a configuration for the app with this key, on the hosted service's cluster `mt1`, without an authorizer.
    pub fn new(key: impl Into<String>) -> Self {
        SubscriberConfig {
            key: key.into(),
            hosts: vec!["ws-mt1.pusher.com".to_owned()],
            has_ports: false,
            port: None,
            tls: true,
            path_prefix: String::new(),
            authorizer: Arc::new(NoAuthorizer),
            history: None,
            history_jitter: Duration::from_secs(2),
            http: None,
            connector: None,
            capacity: Capacity { items: 256, bytes: 8 * 1024 * 1024 },
            payload_limit: Limits::default().payload,
            connect_timeout: Duration::from_secs(10),
            subscribe_timeout: Duration::from_secs(10),
            activity_timeout: Duration::from_secs(120),
            pong_timeout: Duration::from_secs(30),
            backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(30)),
        }
    }

    /// Creates a configuration with the app and the host of a client. The client also authorizes subscriptions, as
    /// [`Trusted`](super::Trusted) without a member or a user.
    pub fn from_client(client: &Client) -> Self {
        let client_config = client.config();
        let config =
            SubscriberConfig::new(client_config.signer.key().as_str()).authorizer(Trusted::new(client));
        let config = config.payload_limit(client_config.limits.payload);
        let config = match Url::parse(client_config.app_url.as_str()) {
            Ok(url) => config.with_api_url(&url),
            Err(_) => config,
        };
        let others = client_config.other_urls.iter().filter_map(|url| Url::parse(url.as_str()).ok());
        let authorities: Vec<String> = others.map(|url| url.authority().to_owned()).collect();
        if authorities.is_empty() { config } else { config.with_other_hosts(authorities) }
    }

    /// Moves the port into the first host, because the other hosts have their own.
    fn with_other_hosts(mut self, authorities: Vec<String>) -> Self {
        let port = self.port.take().map(|port| format!(":{port}")).unwrap_or_default();
        self.hosts = self.hosts.iter().map(|host| format!("{host}{port}")).chain(authorities).collect();
        self.has_ports = true;
        self
    }

    /// The hosted service has one host for the HTTP API and another for connections.
    fn with_api_url(mut self, api: &Url) -> Self {
        let host = api.host_str().unwrap_or_default();
        let cluster = host.strip_prefix("api-").filter(|rest| rest.ends_with(".pusher.com"));
        self = self.host(cluster.map_or_else(|| host.to_owned(), |rest| format!("ws-{rest}")));
        (self.port, self.tls) = (api.port(), api.scheme() == "https");
        let prefix = api.path().rsplit_once("/apps/").map_or("", |(prefix, _)| prefix);
        prefix.clone_into(&mut self.path_prefix);
        self
    }

    /// The hosted service's cluster, such as `eu`. Replaces the host.
    pub fn cluster(self, cluster: &str) -> Self {
        self.host(format!("ws-{cluster}.pusher.com"))
    }

    /// The host of another service: a name or an IP address.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        (self.hosts, self.has_ports) = (vec![host.into()], false);
        self
    }

    /// The hosts of a cluster without a load balancer, each with or without a port: `["a.example:6001",
    /// "b.example:6001"]`. Replaces the host.
    ///
    /// An attempt to connect goes to the host that was connected last, at first to the first one. If it fails, the next
    /// hosts are tried, each for [`connect_timeout`](SubscriberConfig::connect_timeout).
    pub fn hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        (self.hosts, self.has_ports) = (hosts.into_iter().map(Into::into).collect(), true);
        self
    }

    /// The port; 443 with TLS and 80 without by default.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Whether to use TLS; on by default.
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// The path before `/app` in the service's URLs, such as `/ws`.
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.path_prefix = prefix.into();
        self
    }

    /// The authorizer of subscriptions and of the sign-in; without one, only public channels can be subscribed to.
    pub fn authorizer(mut self, authorizer: impl Authorizer) -> Self {
        self.authorizer = Arc::new(authorizer);
        self
    }

    /// Authorizes subscriptions with a closure. If it returns an error, the subscription is tried again, unless the
    /// error was created by [`AuthorizeError::refused`].
    pub fn authorize_with<F, R>(self, authorize: F) -> Self
    where
        F: Fn(SocketId, ChannelName) -> R + Send + Sync + 'static,
        R: Future<Output = Result<ChannelAuth, AuthorizeError>> + Send + 'static,
    {
        self.authorizer(Callback(authorize))
    }

    /// The source of the history of recoverable channels: a [`HistoryEndpoint`](super::HistoryEndpoint), or your own.
    /// It is required for subscriptions to recoverable channels. Subscriptions that need it at about the same time
    /// share a request.
    pub fn history(mut self, history: impl History) -> Self {
        self.history = Some(Arc::new(history));
        self
    }

    /// The maximum length of the random pause between a reconnection and the request for the history, so that many
    /// subscribers that reconnect at the same time do not make their requests at once; 2 seconds by default.
    pub fn history_jitter(mut self, longest: Duration) -> Self {
        self.history_jitter = longest;
        self
    }

    /// Opens connections with your own HTTP client, with its proxy and its certificates. It must use HTTP/1.1
    /// (`http1_only`), and must not have a timeout for a whole request, because this timeout would end the connection.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// How many items are kept for each stream until they are read. Further items are dropped, and
    /// [`Lagged`](super::Item::Lagged) reports their number; events of recoverable channels are read again from the
    /// history instead. 256 by default.
    pub fn capacity(mut self, items: usize) -> Self {
        self.capacity.items = items;
        self
    }

    /// How many bytes of names and payloads are kept for each stream until they are read. Further items are dropped and
    /// reported as with [`capacity`](SubscriberConfig::capacity). A larger item is kept if no other item waits. 8 MiB
    /// by default.
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.capacity.bytes = bytes;
        self
    }

    /// The maximum size of the payload of a client event, in bytes; 10 KiB by default, the limit of the hosted service,
    /// or the limit of the client in [`from_client`](SubscriberConfig::from_client).
    pub fn payload_limit(mut self, bytes: usize) -> Self {
        self.payload_limit = bytes;
        self
    }

    /// Opens connections with a closure instead of the HTTP client, for example over a Unix socket, or in memory in a
    /// test. It returns a byte stream on which the WebSocket handshake has already been completed. The host, the port
    /// and the TLS setting are not used.
    pub fn connect_with<F, R, S>(mut self, connect: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<S, BoxError>> + Send + 'static,
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.connector = Some(Arc::new(move || {
            let connecting = connect();
            Box::pin(async move { Ok(Box::new(connecting.await?) as Box<dyn Io>) })
        }));
        self
    }

    /// The time limit of an attempt to connect; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The time limit of a subscription or a sign-in; 10 seconds by default.
    pub fn subscribe_timeout(mut self, timeout: Duration) -> Self {
        self.subscribe_timeout = timeout;
        self
    }

    /// The time without a message from the service after which it is pinged (120 seconds by default, less if the
    /// service requests it), and the time limit for its response (30 seconds by default).
    pub fn activity_timeout(mut self, silence: Duration, response: Duration) -> Self {
        (self.activity_timeout, self.pong_timeout) = (silence, response);
        self
    }

    /// The first and the longest pause before an attempt to reconnect. The pauses double from the first to the longest.
    /// Each pause is shortened at random by up to half. 1 and 30 seconds by default.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.backoff = Backoff::new(first, longest);
        self
    }

    pub(super) fn check(self) -> Result<Settings, ConnectError> {
        Ok(Settings {
            hosts: Hosts::new(self.urls().map_err(ConnectError::Config)?),
            http: match self.http {
                Some(client) => client,
                None => http_client(self.tls)?,
            },
            authorizer: self.authorizer,
            history: self.history,
            history_jitter: self.history_jitter,
            connector: self.connector,
            capacity: self.capacity,
            payload_limit: self.payload_limit,
            connect_timeout: self.connect_timeout,
            subscribe_timeout: self.subscribe_timeout,
            activity_timeout: self.activity_timeout,
            pong_timeout: self.pong_timeout,
            backoff: self.backoff,
        })
    }

    fn urls(&self) -> Result<Vec<Url>, ConfigError> {
        if self.hosts.is_empty() {
            return Err(ConfigError::NoHosts);
        }
        let url = |host: &String| {
            let (host, port) = if self.has_ports { split_port(host) } else { (&**host, None) };
            self.url(host, port.or(self.port))
        };
        self.hosts.iter().map(url).collect()
    }

    fn url(&self, host: &str, port: Option<u16>) -> Result<Url, ConfigError> {
        let key = Identifier::new(self.key.clone()).ok_or(ConfigError::Key)?;
        let scheme = if self.tls { "https" } else { "http" };
        let host =
            if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
        let path = format!("{}/app/{key}", self.path_prefix.trim_end_matches('/'));
        let mut url = Url::parse(&format!("{scheme}://{host}/")).map_err(|_| ConfigError::Host)?;
        if url.path() != "/"
            || url.port().is_some()
            || !url.username().is_empty()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(ConfigError::Host);
        }
        url.set_port(port).map_err(|()| ConfigError::Host)?;
        url.set_path(&path);
        if url.path() != path {
            return Err(ConfigError::PathPrefix);
        }
        let version = concat!("protocol=7&client=pusher-typed&version=", env!("CARGO_PKG_VERSION"));
        url.set_query(Some(version));
        Ok(url)
    }
}

fn http_client(tls: bool) -> Result<reqwest::Client, ConnectError> {
    if tls && cfg!(not(any(feature = "rustls", feature = "native-tls"))) {
        return Err(ConnectError::Config(ConfigError::NoTls));
    }
    let builder = reqwest::Client::builder()
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .user_agent(concat!("pusher-typed/", env!("CARGO_PKG_VERSION")));
    builder.build().map_err(ConnectError::http)
}

impl fmt::Debug for SubscriberConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubscriberConfig")
            .field("key", &self.key)
            .field("hosts", &self.hosts.iter().map(|host| without_user(host)).collect::<Vec<_>>())
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

/// A byte stream.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// The closure of [`SubscriberConfig::connect_with`].
pub(super) type Connector =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Box<dyn Io>, BoxError>> + Send>> + Send + Sync>;
