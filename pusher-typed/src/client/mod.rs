//! The client: events out, over the service's HTTP API
//! ([reference](https://pusher.com/docs/channels/library_auth_reference/rest-api/)).

mod answer;
mod authorize;
mod batch;
mod builder;
mod clock;
mod error;
mod execute;
mod from_env;
mod from_url;
mod inner;
mod limits;
mod outgoing;
mod query;
mod retry;
mod send;
mod site;
mod trace;
mod trigger;
mod webhook;
mod webhook_header;

use std::{borrow::Cow, fmt, sync::Arc};

use serde::Serialize;
use zeroize::Zeroizing;

#[cfg(feature = "testing-server")]
pub(crate) use self::clock::unix_seconds;
use self::outgoing::Recipients;
pub use self::{
    answer::{ChannelInfo, Triggered},
    authorize::{
        AuthError, AuthReply, AuthRequestError, BatchAuthReply, ChannelAuth, ChannelAuthBatch,
        ChannelAuthRequest, User, UserAuth, UserAuthRequest,
    },
    batch::Batch,
    builder::ClientBuilder,
    clock::Clock,
    error::{ConfigError, Delivery, EventNameError, RequestError, TriggerError, WebhookError},
    limits::Limits,
    query::{
        CacheError, CachedEvent, ChannelAttribute, ChannelQuery, ChannelState, Channels, ChannelsQuery,
        QueryError, SendQuery, TerminateUserConnections, UsersQuery,
    },
    retry::RetryPolicy,
    trigger::{SendTrigger, Trigger},
    webhook_header::WebhookHeader,
};
pub(crate) use self::{
    authorize::{ChannelData, UserData},
    inner::Inner,
};
#[cfg(feature = "testing")]
pub(crate) use self::{builder::master_key, inner::Parts, webhook::WebhookRules};
use crate::{
    Addressed, Channel, ChannelName, ChannelParam, EventOn, FromServer, UserEvent, UserId,
    channel::UnencryptedChannel,
};

/// Sends events to one app.
///
/// A client is cheap to clone and to send to other threads; all clones share
/// their connections.
///
/// ```no_run
/// use pusher_typed::{Channel, Client, Event};
/// use serde::Serialize;
///
/// #[derive(Channel)]
/// #[pusher(channel = "private-orders-<id>")]
/// struct OrderChannel { id: u64 }
///
/// #[derive(Serialize, Event)]
/// #[pusher(channel = OrderChannel { id }, event = "shipped")]
/// struct OrderShipped { id: u64, carrier: String }
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("app-id", "key", "secret").cluster("eu").build()?;
/// client.trigger(&OrderShipped { id: 7, carrier: "DHL".into() }).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

impl Client {
    /// Begins a client for the app with these credentials, as the service's dashboard shows them.
    pub fn builder(
        app_id: impl Into<String>,
        key: impl Into<String>,
        secret: impl Into<String>,
    ) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), key.into(), Zeroizing::new(secret.into()))
    }

    /// The client that a URL describes: `https://KEY:SECRET@api-eu.pusher.com/apps/APP_ID`.
    ///
    /// Key and secret are percent-decoded; a port and what stands before
    /// `/apps` are kept. [`ClientBuilder::from_url`] takes further options.
    ///
    /// # Errors
    /// When the URL is incomplete; the error does not contain it.
    pub fn from_url(url: &str) -> Result<Client, ConfigError> {
        ClientBuilder::from_url(url)?.build()
    }

    /// The client that the environment describes; see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// When a variable is missing or has an invalid value; the error names it.
    pub fn from_env() -> Result<Client, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    pub(crate) fn of(inner: Inner) -> Client {
        Client { inner: Arc::new(inner) }
    }

    #[cfg(any(feature = "subscriber", feature = "testing"))]
    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Sends an event to the channels that its own fields name.
    pub fn trigger<E: Addressed + FromServer + Serialize>(&self, event: &E) -> Trigger {
        let channels = event.channels().map(Recipients::Channels).map_err(TriggerError::from);
        self.prepare(E::NAME.into(), channels, event)
    }

    /// Sends an event to a channel that it was declared for.
    pub fn trigger_on<C: Channel, E: EventOn<C> + FromServer + Serialize>(
        &self,
        channel: &C,
        event: &E,
    ) -> Trigger {
        let channels = channel.name().map(|name| Recipients::Channels(vec![name]));
        self.prepare(E::NAME.into(), channels.map_err(TriggerError::from), event)
    }

    /// Sends one event to any number of channels of a type; over 100 are split
    /// into several requests.
    ///
    /// A channel that is named twice gets the event once; without any channel
    /// nothing is sent, successfully.
    pub fn trigger_on_many<'c, C, E>(&self, channels: impl IntoIterator<Item = &'c C>, event: &E) -> Trigger
    where
        C: UnencryptedChannel + 'c,
        E: EventOn<C> + FromServer + Serialize,
    {
        let names: Result<_, _> = channels.into_iter().map(C::name).collect();
        self.prepare(E::NAME.into(), names.map(Recipients::Channels).map_err(TriggerError::from), event)
    }

    /// Sends an event to a signed-in user, on all of the user's connections
    /// ([sending events to users](https://pusher.com/docs/channels/server_api/server-to-user-messages/)).
    ///
    /// The id is whatever the application uses: a number, a string, a newtype.
    pub fn send_to_user<I, E>(&self, user_id: &I, event: &E) -> Trigger
    where
        I: ChannelParam + ?Sized,
        E: UserEvent + Serialize,
    {
        let user = UserId::of(user_id).map(Recipients::User).map_err(TriggerError::UserId);
        self.prepare(E::NAME.into(), user, event)
    }

    /// Sends an event that no type describes: what the compiler would check is
    /// checked now, before anything is sent.
    ///
    /// An encrypted channel must stand alone; its payload is encrypted.
    ///
    /// ```no_run
    /// # async fn example(client: pusher_typed::Client) -> Result<(), pusher_typed::client::TriggerError> {
    /// client.trigger_untyped(["my-channel"], "my-event", &serde_json::json!({"any": "thing"})).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn trigger_untyped<N: AsRef<str>>(
        &self,
        channels: impl IntoIterator<Item = N>,
        event: &str,
        data: &(impl Serialize + ?Sized),
    ) -> Trigger {
        let names: Result<_, _> = channels.into_iter().map(|name| ChannelName::new(name.as_ref())).collect();
        let channels = names.map(Recipients::Channels).map_err(TriggerError::from);
        self.prepare(Cow::Owned(event.to_owned()), channels, data)
    }

    /// Begins a batch: different events to different channels in one request.
    ///
    /// ```no_run
    /// # use pusher_typed::{Addressed, Client, EventOn, FromServer, PresenceChannel, client::TriggerError};
    /// # async fn example<C: PresenceChannel>(
    /// #     client: Client, room: C, shipped: impl Addressed + FromServer + serde::Serialize,
    /// #     message: impl EventOn<C> + FromServer + serde::Serialize, socket_id: pusher_typed::SocketId,
    /// # ) -> Result<(), TriggerError> {
    /// client
    ///     .batch()
    ///     .event(&shipped)
    ///     .event_on(&room, &message)
    ///     .add(client.trigger_on(&room, &message).exclude(&socket_id))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn batch(&self) -> Batch {
        Batch::new(self.clone())
    }
}

impl ClientBuilder {
    /// Begins with what a URL describes; see [`Client::from_url`].
    ///
    /// # Errors
    /// When the URL is incomplete; the error does not contain it.
    pub fn from_url(url: &str) -> Result<ClientBuilder, ConfigError> {
        from_url::builder_from_url(url)
    }

    /// Begins with what the environment describes: `PUSHER_URL` as in
    /// [`Client::from_url`], or
    ///
    /// | variable | or | |
    /// |---|---|---|
    /// | `PUSHER_APP_ID` | | required |
    /// | `PUSHER_APP_KEY` | `PUSHER_KEY` | required |
    /// | `PUSHER_APP_SECRET` | `PUSHER_SECRET` | required |
    /// | `PUSHER_APP_CLUSTER` | `PUSHER_CLUSTER` | `mt1` by default |
    /// | `PUSHER_HOST` | | instead of the cluster |
    /// | `PUSHER_PORT` | | 443 or 80 by default |
    /// | `PUSHER_SCHEME` | | `https` (default) or `http` |
    ///
    /// and with both `PUSHER_ENCRYPTION_MASTER_KEY_BASE64`. An empty variable
    /// counts as unset.
    ///
    /// # Errors
    /// When a variable is missing or has an invalid value; the error names it.
    pub fn from_env() -> Result<ClientBuilder, ConfigError> {
        from_env::builder_from_env(&|name| std::env::var_os(name))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.inner.parts;
        f.debug_struct("Client")
            .field("url", &parts.site.as_str())
            .field("key", &parts.signer.key().as_str())
            .field("encrypts", &parts.master_key.is_some())
            .field("timeout", &parts.timeout)
            .field("limits", &parts.limits)
            .field("retry", &parts.retry)
            .finish_non_exhaustive()
    }
}
