//! What a subscriber can be told before it connects.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use url::Url;

use super::{
    ConnectError,
    authorizer::{Authorizer, Callback, Nobody},
    error::BoxError,
};
use crate::{
    ChannelName, Client, SocketId,
    client::{ChannelAuth, ConfigError},
    wire::identifier::Identifier,
};

/// Where to connect, who authorizes, and how patient to be.
///
/// ```
/// use std::time::Duration;
/// use pusher_typed::{Client, subscriber::{SubscriberConfig, Trusted}};
///
/// let config = SubscriberConfig::new("key").cluster("eu").capacity(1000);
///
/// // A service that triggers as well: the same app, by the same credentials.
/// let client = Client::builder("app-id", "key", "secret").cluster("eu").build()?;
/// let config = SubscriberConfig::of(&client).backoff(Duration::from_secs(2), Duration::from_secs(60));
/// # Ok::<(), pusher_typed::client::ConfigError>(())
/// ```
#[derive(Clone)]
#[must_use = "a configuration does nothing until `Subscriber::connect` is called"]
pub struct SubscriberConfig {
    key: String,
    host: String,
    port: Option<u16>,
    tls: bool,
    path_prefix: String,
    authorizer: Arc<dyn Authorizer>,
    http: Option<reqwest::Client>,
    capacity: usize,
    connect_timeout: Duration,
    subscribe_timeout: Duration,
    activity_timeout: Duration,
    pong_timeout: Duration,
    backoff: (Duration, Duration),
}

/// A configuration that was checked.
pub(super) struct Settings {
    pub(super) url: Url,
    pub(super) http: reqwest::Client,
    pub(super) authorizer: Arc<dyn Authorizer>,
    pub(super) capacity: usize,
    pub(super) connect_timeout: Duration,
    pub(super) subscribe_timeout: Duration,
    pub(super) activity_timeout: Duration,
    pub(super) pong_timeout: Duration,
    pub(super) backoff: (Duration, Duration),
}

impl SubscriberConfig {
    /// The app with this key, on the hosted service's cluster `mt1`, without an authorizer.
    pub fn new(key: impl Into<String>) -> Self {
        SubscriberConfig {
            key: key.into(),
            host: "ws-mt1.pusher.com".to_owned(),
            port: None,
            tls: true,
            path_prefix: String::new(),
            authorizer: Arc::new(Nobody),
            http: None,
            capacity: 256,
            connect_timeout: Duration::from_secs(10),
            subscribe_timeout: Duration::from_secs(10),
            activity_timeout: Duration::from_secs(120),
            pong_timeout: Duration::from_secs(30),
            backoff: (Duration::from_secs(1), Duration::from_secs(30)),
        }
    }

    /// The app and the service of a client, which also authorizes
    /// ([`Trusted`](super::Trusted) without a member or a user).
    pub fn of(client: &Client) -> Self {
        let client_config = client.config();
        let config = SubscriberConfig::new(client_config.signer.key().as_str())
            .authorizer(super::Trusted::new(client));
        match Url::parse(client_config.app_url.as_str()) {
            Ok(url) => config.at(&url),
            Err(_) => config,
        }
    }

    /// The hosted service has one host for requests and one for connections.
    fn at(mut self, api: &Url) -> Self {
        let host = api.host_str().unwrap_or_default();
        let cluster = host.strip_prefix("api-").filter(|rest| rest.ends_with(".pusher.com"));
        self.host = cluster.map_or_else(|| host.to_owned(), |rest| format!("ws-{rest}"));
        (self.port, self.tls) = (api.port(), api.scheme() == "https");
        let prefix = api.path().rsplit_once("/apps/").map_or("", |(prefix, _)| prefix);
        prefix.clone_into(&mut self.path_prefix);
        self
    }

    /// The hosted service's cluster, such as `eu`. Replaces the host.
    pub fn cluster(mut self, cluster: &str) -> Self {
        self.host = format!("ws-{cluster}.pusher.com");
        self
    }

    /// The host of another service: a name or an IP address.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port; 443 with TLS and 80 without by default.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Whether the connection is encrypted on its way; on by default.
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// What stands before `/app` in the service's URLs, such as `/ws`.
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.path_prefix = prefix.into();
        self
    }

    /// Who authorizes subscriptions and signs in.
    pub fn authorizer(mut self, authorizer: impl Authorizer) -> Self {
        self.authorizer = Arc::new(authorizer);
        self
    }

    /// Authorizes subscriptions by a closure.
    pub fn authorize_with<F, R>(self, authorize: F) -> Self
    where
        F: Fn(SocketId, ChannelName) -> R + Send + Sync + 'static,
        R: Future<Output = Result<ChannelAuth, BoxError>> + Send + 'static,
    {
        self.authorizer(Callback(authorize))
    }

    /// Opens connections by an HTTP client of your own, with its proxy and its
    /// certificates. It must speak HTTP/1.1 (`http1_only`) and have no timeout
    /// for a whole request, which would end the connection.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// How many items wait for each consumer before more are counted as
    /// [`Lagged`](super::Item::Lagged) instead of kept; 256 by default.
    pub fn capacity(mut self, items: usize) -> Self {
        self.capacity = items;
        self
    }

    /// After how long an attempt to connect is given up; 10 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a subscription or a sign-in waits for its answer; 10 seconds by default.
    pub fn subscribe_timeout(mut self, timeout: Duration) -> Self {
        self.subscribe_timeout = timeout;
        self
    }

    /// After how long a silence to ask whether the service is still there, 120
    /// seconds by default, less where the service says so; and how long it may take to answer, 30 by default.
    pub fn activity_timeout(mut self, silence: Duration, answer: Duration) -> Self {
        (self.activity_timeout, self.pong_timeout) = (silence, answer);
        self
    }

    /// The first and the longest pause before an attempt to connect again; it
    /// doubles in between, less up to a half by chance. 1 and 30 seconds by default.
    pub fn backoff(mut self, least: Duration, most: Duration) -> Self {
        self.backoff = (least, most);
        self
    }

    pub(super) fn check(self) -> Result<Settings, ConnectError> {
        Ok(Settings {
            url: self.url().map_err(ConnectError::Config)?,
            http: match self.http {
                Some(client) => client,
                None => http_client(self.tls)?,
            },
            authorizer: self.authorizer,
            capacity: self.capacity,
            connect_timeout: self.connect_timeout,
            subscribe_timeout: self.subscribe_timeout,
            activity_timeout: self.activity_timeout,
            pong_timeout: self.pong_timeout,
            backoff: self.backoff,
        })
    }

    fn url(&self) -> Result<Url, ConfigError> {
        let key = Identifier::new(self.key.clone()).ok_or(ConfigError::Key)?;
        let scheme = if self.tls { "https" } else { "http" };
        let host = if self.host.contains(':') && !self.host.starts_with('[') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let path = format!("{}/app/{key}", self.path_prefix.trim_end_matches('/'));
        let mut url = Url::parse(&format!("{scheme}://{host}/")).map_err(|_| ConfigError::Host)?;
        if url.path() != "/" || url.port().is_some() || !url.username().is_empty() || url.query().is_some() {
            return Err(ConfigError::Host);
        }
        url.set_port(self.port).map_err(|()| ConfigError::Host)?;
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
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
