//! The sources of a subscriber's authorizations: a client, an HTTP endpoint, or a closure.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use url::{Url, form_urlencoded};

use super::{
    error::AuthorizeError,
    http::{EndpointUrlError, Post, endpoint_url},
};
use crate::{
    ChannelName, Client, PresenceMember, SocketId,
    client::{AuthError, ChannelAuth, User, UserAuth},
    wire::member::{ChannelData, UserData},
};

/// The future of an authorizer's method.
pub type Authorizing<'a, T> = Pin<Box<dyn Future<Output = Result<T, AuthorizeError>> + Send + 'a>>;

/// Authorizes a connection to subscribe to private, encrypted and presence
/// channels, and to sign in.
///
/// [`Trusted`] signs with a [`Client`], [`Endpoint`](super::Endpoint) requests
/// them over HTTP as browsers do, and [`SubscriberConfig::authorize_with`](super::SubscriberConfig::authorize_with)
/// calls a closure.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use pusher_typed::{
///     Channel, ChannelName, ChannelSet, Client, SocketId,
///     client::ChannelAuth,
///     subscriber::{AuthorizeError, Authorizer, Authorizing},
/// };
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// /// Signs for orders only.
/// struct Orders(Client);
///
/// impl Authorizer for Orders {
///     fn channel<'a>(
///         &'a self,
///         socket_id: &'a SocketId,
///         channel: &'a ChannelName,
///     ) -> Authorizing<'a, ChannelAuth> {
///         Box::pin(async move {
///             let order = OrderChannel::parse(channel).map_err(AuthorizeError::refused)?;
///             Ok(self.0.authorize(socket_id, &order)?)
///         })
///     }
/// }
/// # let orders = Orders(Client::builder("app-id", "key", "secret").build()?);
/// # let socket = "1.2".parse()?;
/// # assert!(orders.channel(&socket, &"private-orders-7".parse()?).await.is_ok());
/// # assert!(orders.channel(&socket, &"private-x".parse()?).await.is_err_and(|error| error.is_refusal()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Authorizer: Send + Sync + 'static {
    /// Authorizes the connection to subscribe to a channel.
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth>;

    /// Authenticates the connection's user; refused by default.
    fn user<'a>(&'a self, _socket_id: &'a SocketId) -> Authorizing<'a, UserAuth> {
        Box::pin(async {
            Err(AuthorizeError::refused(
                "the authorizer does not implement `user`, which authenticates users",
            ))
        })
    }

    /// How many authorizations one subscriber requests at the same time; 16 by default.
    /// The time limit of an authorization begins when it is requested.
    fn concurrency(&self) -> usize {
        16
    }
}

/// An authorizer that signs with a client, for a service that may subscribe to every channel.
///
/// ```
/// use pusher_typed::{Client, PresenceMember, client::User, subscriber::Trusted};
///
/// #[derive(PresenceMember)]
/// struct Service { #[pusher(user_id)] id: String, version: u32 }
///
/// let client = Client::builder("app-id", "key", "secret").build()?;
/// let me = Service { id: "billing".into(), version: 3 };
/// let trusted = Trusted::new(&client).member(&me)?.user(&User::new(&me))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Trusted {
    client: Client,
    member: Option<ChannelData>,
    user: Option<UserData>,
}

impl Trusted {
    /// Creates an authorizer that signs for private and encrypted channels.
    pub fn new(client: &Client) -> Self {
        Trusted { client: client.clone(), member: None, user: None }
    }

    /// Also signs for presence channels, as this member.
    ///
    /// # Errors
    /// Returns an error if the member's id is invalid, or its info is too large.
    pub fn member<M: PresenceMember>(mut self, member: &M) -> Result<Self, AuthError> {
        self.member = Some(self.client.channel_data(member)?);
        Ok(self)
    }

    /// Also signs in, as this user.
    ///
    /// # Errors
    /// Returns the same errors as [`Client::authenticate_user`].
    pub fn user<M: PresenceMember>(mut self, user: &User<'_, M>) -> Result<Self, AuthError> {
        self.user = Some(self.client.user_data(user)?);
        Ok(self)
    }

    fn sign(&self, socket_id: &SocketId, channel: &ChannelName) -> Result<ChannelAuth, AuthorizeError> {
        let member = match &self.member {
            None if channel.kind().is_presence() => {
                return Err(AuthorizeError::refused(
                    "no member for presence channels; set it with `Trusted::member`",
                ));
            }
            member => member.as_ref().filter(|_| channel.kind().is_presence()),
        };
        Ok(self.client.authorize_name(socket_id, channel, member)?)
    }
}

impl Authorizer for Trusted {
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth> {
        Box::pin(std::future::ready(self.sign(socket_id, channel)))
    }

    fn user<'a>(&'a self, socket_id: &'a SocketId) -> Authorizing<'a, UserAuth> {
        let auth = match &self.user {
            Some(data) => Ok(self.client.authenticate_data(socket_id, data.clone())),
            None => Err(AuthorizeError::refused("`Trusted` was given no `user`")),
        };
        Box::pin(std::future::ready(auth))
    }
}

impl fmt::Debug for Trusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trusted")
            .field("client", &self.client)
            .field("member", &self.member.as_ref().map(ChannelData::as_str))
            .field("user", &self.user.as_ref().map(UserData::as_str))
            .finish()
    }
}

/// An authorizer that requests authorizations from the endpoints that an application has for its browsers
/// ([authorizing users](https://pusher.com/docs/channels/server_api/authorizing-users/)). Its requests are forms
/// with `socket_id` and `channel_name`.
///
/// The statuses 401 and 403 mean a refusal. After any other failure, the request is tried again. Headers, cookies
/// and certificates are those of the HTTP client, of `reqwest` 0.13. A request times out after 10 seconds. At most 16 requests are
/// made at the same time, regardless of the number of subscriptions that a new connection has to authorize again.
///
/// ```
/// use pusher_typed::subscriber::Endpoint;
///
/// let http = reqwest::Client::new();
/// let endpoint = Endpoint::new(http, "https://example.com/pusher/auth")?
///     .user_url("https://example.com/pusher/user-auth")?;
/// # Ok::<(), pusher_typed::subscriber::EndpointUrlError>(())
/// ```
#[derive(Clone)]
pub struct Endpoint {
    http: reqwest::Client,
    channels: Url,
    users: Option<Url>,
    permits: Arc<Semaphore>,
    concurrency: usize,
}

impl Endpoint {
    const AT_ONCE: usize = 16;
    const POST: Post = Post {
        content_type: "application/x-www-form-urlencoded",
        timeout: Duration::from_secs(10),
        max_body: 64 * 1024,
    };

    /// Requests channel authorizations from `url`.
    ///
    /// # Errors
    /// Returns an error if the URL is invalid.
    pub fn new(http: reqwest::Client, url: &str) -> Result<Self, EndpointUrlError> {
        let permits = Arc::new(Semaphore::new(Self::AT_ONCE));
        Ok(Endpoint { http, channels: endpoint_url(url)?, users: None, permits, concurrency: Self::AT_ONCE })
    }

    /// Requests user authentications from `url`.
    ///
    /// # Errors
    /// Returns an error if the URL is invalid.
    pub fn user_url(mut self, url: &str) -> Result<Self, EndpointUrlError> {
        self.users = Some(endpoint_url(url)?);
        Ok(self)
    }

    /// How many requests are made at the same time, over all subscribers that
    /// have this endpoint or a clone of it; 16 by default, and at least one.
    #[must_use]
    pub fn at_once(mut self, requests: usize) -> Self {
        self.concurrency = requests.clamp(1, Semaphore::MAX_PERMITS);
        self.permits = Arc::new(Semaphore::new(self.concurrency));
        self
    }

    async fn request<T: DeserializeOwned>(&self, url: &Url, form: String) -> Result<T, AuthorizeError> {
        let _permit = self.permits.acquire().await?;
        let body = Self::POST.send(&self.http, url, form).await.map_err(|error| {
            if error.is_refusal() { AuthorizeError::refused(error) } else { AuthorizeError::failed(error) }
        })?;
        // The parser's error could quote a signature or a key.
        serde_json::from_slice(&body).map_err(|_| "the endpoint's response is not an authorization".into())
    }
}

impl Authorizer for Endpoint {
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth> {
        let fields = [("socket_id", socket_id.as_str()), ("channel_name", channel.as_str())];
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Box::pin(self.request(&self.channels, form))
    }

    fn user<'a>(&'a self, socket_id: &'a SocketId) -> Authorizing<'a, UserAuth> {
        Box::pin(async move {
            let no_url = || {
                AuthorizeError::refused("no URL for user authentication; set it with `Endpoint::user_url`")
            };
            let url = self.users.as_ref().ok_or_else(no_url)?;
            self.request(url, format!("socket_id={socket_id}")).await
        })
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }
}

/// Shows neither the HTTP client's headers nor the URLs' user names, passwords and queries.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("host", &self.channels.host_str())
            .field("path", &self.channels.path())
            .finish_non_exhaustive()
    }
}

/// A closure as an authorizer.
pub(super) struct Callback<F>(pub(super) F);

impl<F, R> Authorizer for Callback<F>
where
    F: Fn(SocketId, ChannelName) -> R + Send + Sync + 'static,
    R: Future<Output = Result<ChannelAuth, AuthorizeError>> + Send + 'static,
{
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth> {
        Box::pin((self.0)(socket_id.clone(), channel.clone()))
    }
}

/// Refuses everything: the authorizer of a configuration without one.
pub(super) struct NoAuthorizer;

impl Authorizer for NoAuthorizer {
    fn channel<'a>(&'a self, _: &'a SocketId, _: &'a ChannelName) -> Authorizing<'a, ChannelAuth> {
        Box::pin(async {
            Err(AuthorizeError::refused(
                "the subscriber has no authorizer; set it with `SubscriberConfig::authorizer`",
            ))
        })
    }
}
