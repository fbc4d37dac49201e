//! The client whose calls block.

use std::{fmt, sync::Arc};

use serde::Serialize;

use super::{call::Call, runtime::Background};
use crate::{
    Channel, ChannelName, ChannelParam, ParseChannelParam, PresenceChannel, PresenceMember, SendUserEvent,
    SocketId, TriggerEvent, TriggerEventBy,
    channel::{OwnedChannel, PrivateChannel, UnencryptedChannel},
    client::{
        AuthError, Batch, ChannelAttribute, ChannelAuth, ChannelQuery, ChannelsQuery, ClientBuilder,
        ConfigError, TerminateUserConnections, Trigger, User, UserAuth, UsersQuery, WebhookError,
        WebhookHeader,
    },
    webhook::{Webhook, WebhookEvent},
};

/// The [client](crate::Client) for programs without `async`.
///
/// A client is cheap to clone and to send to other threads; all clones share
/// their connections and one thread in the background, which ends with the last.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use pusher_typed::{Event, testing::Recorder};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
/// # #[pusher(channel = "private-orders-<id>", event = "created")]
/// # struct OrderCreated { id: u64 }
/// # let recorder = Recorder::new();
/// # let async_client = recorder.client();
/// use pusher_typed::blocking::Client;
///
/// let client = Client::new(async_client)?;
/// client.trigger(&OrderCreated { id: 7 }).send()?;
/// # assert_eq!(recorder.events::<OrderCreated>()?, [OrderCreated { id: 7 }]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    background: Arc<Background>,
}

impl Client {
    /// Creates a blocking client that makes its calls with an async client.
    ///
    /// # Errors
    /// Returns [`ConfigError::Runtime`] if the operating system cannot start a thread.
    pub fn new(client: crate::Client) -> Result<Client, ConfigError> {
        let background = Background::start().map_err(|source| ConfigError::Runtime { source })?;
        Ok(Client { client, background: Arc::new(background) })
    }

    /// Creates a client from a URL; see [`crate::Client::from_url`].
    ///
    /// # Errors
    /// Returns an error if the URL is incomplete; the error does not contain it.
    pub fn from_url(url: &str) -> Result<Client, ConfigError> {
        Client::new(crate::Client::from_url(url)?)
    }

    /// Creates a client from environment variables; see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    /// Returns an error if a variable is missing or has an invalid value; the error names it.
    pub fn from_env() -> Result<Client, ConfigError> {
        Client::new(crate::Client::from_env()?)
    }

    /// The async client that makes the calls of this client.
    pub fn as_async(&self) -> &crate::Client {
        &self.client
    }

    pub(super) fn call<B>(&self, builder: B) -> Call<B> {
        Call::new(&self.background, builder)
    }

    /// Sends an event to the channels that its fields identify; see [`crate::Client::trigger`].
    pub fn trigger<E: TriggerEvent + ?Sized>(&self, event: &E) -> Call<Trigger> {
        self.call(self.client.trigger(event))
    }

    /// Sends an event to a channel that it was declared for; see
    /// [`crate::Client::trigger_on`].
    pub fn trigger_on<C, E, D>(&self, channel: &C, event: &E) -> Call<Trigger>
    where
        C: Channel<Delivery = D> + ?Sized,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        self.call(self.client.trigger_on(channel, event))
    }

    /// Sends one event to any number of channels of a type; see
    /// [`crate::Client::trigger_on_many`].
    pub fn trigger_on_many<'c, C, E, D>(
        &self,
        channels: impl IntoIterator<Item = &'c C>,
        event: &E,
    ) -> Call<Trigger>
    where
        C: UnencryptedChannel<Delivery = D> + 'c,
        E: TriggerEventBy<C, D> + ?Sized,
    {
        self.call(self.client.trigger_on_many(channels, event))
    }

    /// Sends an event to a signed-in user; see [`crate::Client::send_to_user`].
    pub fn send_to_user<I, E>(&self, user_id: &I, event: &E) -> Call<Trigger>
    where
        I: ChannelParam + ?Sized,
        E: SendUserEvent + ?Sized,
    {
        self.call(self.client.send_to_user(user_id, event))
    }

    /// Sends an event without a declared type; see [`crate::Client::trigger_untyped`].
    pub fn trigger_untyped<N: AsRef<str>>(
        &self,
        channels: impl IntoIterator<Item = N>,
        event: &str,
        data: &(impl Serialize + ?Sized),
    ) -> Call<Trigger> {
        self.call(self.client.trigger_untyped(channels, event, data))
    }

    /// Sends an event without a declared type to a signed-in user; see
    /// [`crate::Client::send_to_user_untyped`].
    pub fn send_to_user_untyped<I: ChannelParam + ?Sized>(
        &self,
        user_id: &I,
        event: &str,
        data: &(impl Serialize + ?Sized),
    ) -> Call<Trigger> {
        self.call(self.client.send_to_user_untyped(user_id, event, data))
    }

    /// Begins a batch; see [`crate::Client::batch`].
    pub fn batch(&self) -> Call<Batch> {
        self.call(self.client.batch())
    }

    /// Lists the occupied channels of a type; see [`crate::Client::channels`].
    pub fn channels<C: OwnedChannel>(&self) -> Call<ChannelsQuery<C>> {
        self.call(self.client.channels())
    }

    /// Lists the occupied channels whose names begin with `prefix`; see
    /// [`crate::Client::channels_untyped`].
    pub fn channels_untyped(
        &self,
        prefix: &str,
        attributes: impl IntoIterator<Item = ChannelAttribute>,
    ) -> Call<ChannelsQuery<ChannelName>> {
        self.call(self.client.channels_untyped(prefix, attributes))
    }

    /// Queries the state of one channel; see [`crate::Client::channel`].
    pub fn channel<C: Channel>(&self, channel: &C) -> Call<ChannelQuery<C>> {
        self.call(self.client.channel(channel))
    }

    /// Lists the users of a presence channel; see [`crate::Client::users`].
    pub fn users<C>(&self, channel: &C) -> Call<UsersQuery<<C::Member as PresenceMember>::Id>>
    where
        C: PresenceChannel<Member: PresenceMember<Id: for<'n> ParseChannelParam<'n>>>,
    {
        self.call(self.client.users(channel))
    }

    /// Closes all connections of a signed-in user; see
    /// [`crate::Client::terminate_user_connections`].
    pub fn terminate_user_connections<I: ChannelParam + ?Sized>(
        &self,
        user_id: &I,
    ) -> Call<TerminateUserConnections> {
        self.call(self.client.terminate_user_connections(user_id))
    }
}

/// Methods that check or sign without sending a request.
impl Client {
    /// Authorizes a subscription to a private channel; see [`crate::Client::authorize`].
    ///
    /// # Errors
    /// Returns the same errors as [`crate::Client::authorize`].
    pub fn authorize<C: PrivateChannel>(
        &self,
        socket_id: &SocketId,
        channel: &C,
    ) -> Result<ChannelAuth, AuthError> {
        self.client.authorize(socket_id, channel)
    }

    /// Authorizes a subscription to a presence channel; see
    /// [`crate::Client::authorize_member`].
    ///
    /// # Errors
    /// Returns the same errors as [`crate::Client::authorize_member`].
    pub fn authorize_member<C: PresenceChannel>(
        &self,
        socket_id: &SocketId,
        channel: &C,
        member: &C::Member,
    ) -> Result<ChannelAuth, AuthError> {
        self.client.authorize_member(socket_id, channel, member)
    }

    /// Authenticates a user; see [`crate::Client::authenticate_user`].
    ///
    /// # Errors
    /// Returns the same errors as [`crate::Client::authenticate_user`].
    pub fn authenticate_user<M: PresenceMember>(
        &self,
        socket_id: &SocketId,
        user: &User<'_, M>,
    ) -> Result<UserAuth, AuthError> {
        self.client.authenticate_user(socket_id, user)
    }

    /// Verifies and decodes a webhook; see [`crate::Client::webhook`].
    ///
    /// # Errors
    /// Returns the same errors as [`crate::Client::webhook`].
    pub fn webhook<E: WebhookEvent>(
        &self,
        key: impl WebhookHeader,
        signature: impl WebhookHeader,
        body: impl AsRef<[u8]>,
    ) -> Result<Webhook<E>, WebhookError> {
        self.client.webhook(key, signature, body)
    }
}

impl ClientBuilder {
    /// The [blocking client](Client).
    ///
    /// # Errors
    /// Returns an error if a setting is invalid, or the operating system cannot start a thread. No request is sent.
    pub fn build_blocking(self) -> Result<Client, ConfigError> {
        Client::new(self.build()?)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.client).finish()
    }
}
