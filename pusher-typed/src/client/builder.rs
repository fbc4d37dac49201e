//! The configuration of a client.

use std::{fmt, sync::Arc, time::Duration};

use zeroize::Zeroizing;

use super::{
    clock::{Clock, SystemClock},
    error::ConfigError,
    failover::Failover,
    handle::{Client, ClientConfig},
    limits::Limits,
    origin::{Origin, host_of_cluster, is_cluster},
    retry::RetryPolicy,
    webhook_rules::WebhookSettings,
};
use crate::{
    transport::{ReqwestSettings, ReqwestTransport, SettingsError, Transport},
    wire::{
        encryption::{MasterKey, MasterKeyError},
        identifier::Identifier,
        signature::Signer,
    },
};

/// Configures and creates a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use pusher_typed::Client;
///
/// let client = Client::builder("123", "key", "secret")
///     .cluster("eu")
///     .timeout(Duration::from_secs(2))
///     .build()?;
/// # Ok::<(), pusher_typed::client::ConfigError>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    pub(super) app_id: String,
    pub(super) key: String,
    pub(super) secret: Zeroizing<String>,
    /// Setters do not fail; `build` reports an invalid cluster.
    cluster_is_wrong: bool,
    /// Whether `hosts` was called without a host.
    no_hosts: bool,
    pub(super) origin: Origin,
    master_key: Option<Zeroizing<String>>,
    timeout: Duration,
    connections: ReqwestSettings,
    transport: Option<CustomTransport>,
    limits: Limits,
    retry: RetryPolicy,
    clock: Arc<dyn Clock>,
    pub(super) webhooks: WebhookSettings,
}

/// A transport that the application set.
#[derive(Clone)]
struct CustomTransport {
    transport: Arc<dyn Transport>,
    /// For `Debug`.
    name: &'static str,
}

impl Client {
    /// Starts the configuration of a client for the app with these credentials, which the service's
    /// dashboard shows.
    pub fn builder(
        app_id: impl Into<String>,
        key: impl Into<String>,
        secret: impl Into<String>,
    ) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), key.into(), Zeroizing::new(secret.into()))
    }
}

impl ClientBuilder {
    pub(super) fn new(app_id: String, key: String, secret: Zeroizing<String>) -> Self {
        ClientBuilder {
            app_id,
            key,
            secret,
            cluster_is_wrong: false,
            no_hosts: false,
            origin: Origin::default(),
            master_key: None,
            timeout: Duration::from_secs(5),
            connections: ReqwestSettings { connect_timeout: Duration::from_secs(3), proxy: None },
            transport: None,
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            clock: Arc::new(SystemClock),
            webhooks: WebhookSettings::default(),
        }
    }

    /// The [cluster](https://pusher.com/docs/channels/miscellaneous/clusters/) of
    /// the hosted service, such as `eu`; `mt1` by default. Replaces the host.
    pub fn cluster(mut self, cluster: &str) -> Self {
        self.cluster_is_wrong = !is_cluster(cluster);
        self.set_hosts([host_of_cluster(cluster)], false)
    }

    /// The host of another service that speaks the protocol: a name or an IP
    /// address. Replaces the cluster.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.cluster_is_wrong = false;
        self.set_hosts([host.into()], false)
    }

    /// The hosts of a cluster without a load balancer, each with or without a port: `["a.example:6001",
    /// "b.example:6001"]`. Replaces the host.
    ///
    /// Requests go to the first host. If nothing could be sent to it, the request goes to the next one immediately, and
    /// the following requests as well, so that they keep their order. A host that could not be reached is not used for
    /// 30 seconds, unless no host can be reached. A request that may have arrived is not sent to another host.
    ///
    /// Set [`connect_timeout`](ClientBuilder::connect_timeout) to a short time: a host that does not respond to the
    /// attempt to connect delays a request for that long. All hosts together have the time limit
    /// [`timeout`](ClientBuilder::timeout).
    ///
    /// ```
    /// # use pusher_typed::Client;
    /// let client = Client::builder("app-id", "key", "secret")
    ///     .hosts(["sockudo-1.internal:6001", "sockudo-2.internal:6001"])
    ///     .tls(false)
    ///     .build()?;
    /// # Ok::<(), pusher_typed::client::ConfigError>(())
    /// ```
    pub fn hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.cluster_is_wrong = false;
        self.set_hosts(hosts.into_iter().map(Into::into), true)
    }

    fn set_hosts(mut self, hosts: impl IntoIterator<Item = String>, is_list: bool) -> Self {
        let mut hosts = hosts.into_iter();
        let first = hosts.next();
        self.no_hosts = first.is_none();
        self.origin.host = first.unwrap_or_default();
        self.origin.others = hosts.collect();
        self.origin.is_list = is_list;
        self
    }

    /// The port; 443 with TLS and 80 without by default.
    pub fn port(mut self, port: u16) -> Self {
        self.origin.port = Some(port);
        self
    }

    /// Whether to connect with TLS; on by default. A server without TLS on this port, such as a local Sockudo, results in
    /// an error with the cause `InvalidContentType`.
    pub fn tls(mut self, tls: bool) -> Self {
        self.origin.tls = tls;
        self
    }

    /// The path before `/apps` in the service's URLs, such as `/ws`, if the service is not at the
    /// root of its host.
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.origin.path_prefix = prefix.into();
        self
    }

    /// Whether the signature includes the path prefix; off by default, which is right for a proxy
    /// that removes the prefix.
    pub fn sign_path_prefix(mut self, sign: bool) -> Self {
        self.origin.sign_path_prefix = sign;
        self
    }

    /// The time limit of one attempt, including the response; 5 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time limit for connecting; 3 seconds by default. Set it below `timeout`: if connecting fails, it
    /// is certain that nothing was sent, and the request is retried. After `timeout`, the request may have
    /// arrived.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connections.connect_timeout = timeout;
        self
    }

    /// The proxy for all requests, such as `http://proxy:3128`. Without it the environment
    /// variables `HTTPS_PROXY` and `NO_PROXY` apply, as in `reqwest`.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.connections.proxy = Some(url.into());
        self
    }

    /// Sends requests with your own HTTP client, of `reqwest` 0.13; see [`ReqwestTransport::new`] for how to configure
    /// it. `connect_timeout` and `proxy` then have no effect.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        let transport = Arc::new(ReqwestTransport::new(client));
        self.transport = Some(CustomTransport { transport, name: "reqwest::Client" });
        self
    }

    /// Sends requests with your own transport. `connect_timeout` and `proxy` then have no effect.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(CustomTransport { transport: Arc::new(transport), name: "custom" });
        self
    }

    /// The key for [encrypted channels](https://pusher.com/docs/channels/using_channels/encrypted-channels/):
    /// 32 random bytes in base64, known only to your servers. `openssl rand -base64 32` creates one.
    pub fn encryption_master_key_base64(mut self, key: impl Into<String>) -> Self {
        self.master_key = Some(Zeroizing::new(key.into()));
        self
    }

    /// The service's limits; those of the hosted service by default.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Which failed requests are repeated.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// The clock for the timestamps of requests and for the pauses between attempts.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another key and secret of the same app, whose webhooks are accepted as well.
    ///
    /// The hosted service signs webhooks with the app's **oldest** active key. During a rotation,
    /// configure the client with the new pair and add the old one here. May be called several
    /// times.
    ///
    /// ```
    /// # use pusher_typed::Client;
    /// let client = Client::builder("app-id", "new-key", "new-secret")
    ///     .webhook_key("old-key", "old-secret")
    ///     .build()?;
    /// # Ok::<(), pusher_typed::client::ConfigError>(())
    /// ```
    pub fn webhook_key(mut self, key: impl Into<String>, secret: impl Into<String>) -> Self {
        self.webhooks.keys.push((key.into(), Zeroizing::new(secret.into())));
        self
    }

    /// The maximum difference between a webhook's time and the client's clock, in either direction; 10
    /// minutes by default, `None` for no limit.
    ///
    /// The hosted service repeats a webhook for 5 minutes with the time of the first attempt. An
    /// older webhook was replayed by another party, or waited in your own queue.
    pub fn webhook_window(mut self, window: impl Into<Option<Duration>>) -> Self {
        self.webhooks.window = window.into();
        self
    }

    /// The maximum size of a webhook's body in bytes; 4 MiB by default.
    ///
    /// This is enough for tens of thousands of events without a payload, or for hundreds of client
    /// events of the largest size. It is also small enough that a forged request costs only a few
    /// milliseconds of hashing.
    pub fn webhook_body_limit(mut self, bytes: usize) -> Self {
        self.webhooks.body_limit = bytes;
        self
    }

    /// Creates the client.
    ///
    /// # Errors
    /// Returns an error if a setting is invalid. No request is sent.
    pub fn build(self) -> Result<Client, ConfigError> {
        let app_id = Identifier::new(self.app_id).ok_or(ConfigError::AppId)?;
        let key = Identifier::new(self.key).ok_or(ConfigError::Key)?;
        if self.secret.is_empty() {
            return Err(ConfigError::Secret);
        }
        if self.cluster_is_wrong {
            return Err(ConfigError::Cluster);
        }
        if self.no_hosts {
            return Err(ConfigError::NoHosts);
        }
        let app_url = self.origin.app_url(&app_id)?;
        let app_urls = self.origin.app_urls(&app_id)?;
        let master_key = self.master_key.as_deref().map(|key| master_key(key)).transpose()?;
        let transport = match self.transport {
            Some(custom) => custom.transport,
            None => built_in(self.connections, self.origin.tls)?,
        };
        let other_urls = app_urls.iter().skip(1).cloned().collect();
        let transport = if app_urls.is_empty() {
            transport
        } else {
            Arc::new(Failover::new(transport, Arc::clone(&self.clock), app_urls))
        };
        let webhooks = self.webhooks.build(&key)?;
        Ok(Client::from_config(ClientConfig {
            app_url,
            other_urls,
            signer: Signer::new(key, &self.secret),
            master_key,
            timeout: self.timeout,
            transport,
            limits: self.limits,
            retry: self.retry,
            clock: self.clock,
            webhooks,
        }))
    }
}

pub(crate) fn master_key(text: &str) -> Result<MasterKey, ConfigError> {
    MasterKey::from_base64(text).map_err(|error| match error {
        MasterKeyError::NotBase64 => ConfigError::MasterKeyEncoding,
        MasterKeyError::Length(len) => ConfigError::MasterKeyLength { len },
    })
}

fn built_in(settings: ReqwestSettings, tls: bool) -> Result<Arc<dyn Transport>, ConfigError> {
    if tls && cfg!(not(any(feature = "rustls", feature = "native-tls"))) {
        return Err(ConfigError::NoTls);
    }
    match settings.connect() {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(SettingsError::Proxy) => Err(ConfigError::Proxy),
        Err(SettingsError::Client(source)) => Err(ConfigError::HttpClient { source: source.into() }),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("app_id", &self.app_id)
            .field("key", &self.key)
            .field("origin", &self.origin)
            .field("encrypts", &self.master_key.is_some())
            .field("timeout", &self.timeout)
            .field("transport", &self.transport.as_ref().map_or("built in", |custom| custom.name))
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
