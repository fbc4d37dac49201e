//! Who lets a subscriber in.

use std::{future::Future, pin::Pin};

use super::error::BoxError;
use crate::{
    ChannelName, Client, PresenceMember, SocketId,
    client::{AuthError, ChannelAuth, User, UserAuth},
    wire::member::{ChannelData, UserData},
};

/// What an authorizer gives back.
pub type Authorizing<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// Gets the signatures without which nobody may subscribe to private,
/// encrypted and presence channels, or sign in.
///
/// [`Trusted`] signs by an own [`Client`], [`Endpoint`](super::Endpoint) asks
/// over HTTP as browsers do, and [`SubscriberConfig::authorize_with`](super::SubscriberConfig::authorize_with)
/// takes a closure.
pub trait Authorizer: Send + Sync + 'static {
    /// What the connection needs for a channel.
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth>;

    /// What the connection needs to sign in; refused by default.
    fn user<'a>(&'a self, _socket_id: &'a SocketId) -> Authorizing<'a, UserAuth> {
        Box::pin(async { Err("the authorizer signs nobody in".into()) })
    }
}

/// Signs by an own client: for a service that may see everything.
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
    /// Signs for private and encrypted channels.
    pub fn new(client: &Client) -> Self {
        Trusted { client: client.clone(), member: None, user: None }
    }

    /// Signs for presence channels as well, as this member of them.
    ///
    /// # Errors
    /// When the member's id is none, or the info is too large.
    pub fn member<M: PresenceMember>(mut self, member: &M) -> Result<Self, AuthError> {
        self.member = Some(self.client.channel_data(member)?);
        Ok(self)
    }

    /// Signs in as this user.
    ///
    /// # Errors
    /// As [`Client::authenticate_user`].
    pub fn user<M: PresenceMember>(mut self, user: &User<'_, M>) -> Result<Self, AuthError> {
        self.user = Some(self.client.user_data(user)?);
        Ok(self)
    }

    fn sign(&self, socket_id: &SocketId, channel: &ChannelName) -> Result<ChannelAuth, BoxError> {
        let member = match &self.member {
            None if channel.kind().is_presence() => return Err("`Trusted` was given no `member`".into()),
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
            None => Err("`Trusted` was given no `user`".into()),
        };
        Box::pin(std::future::ready(auth))
    }
}

impl std::fmt::Debug for Trusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trusted")
            .field("client", &self.client)
            .field("member", &self.member.as_ref().map(ChannelData::as_str))
            .field("user", &self.user.as_ref().map(UserData::as_str))
            .finish()
    }
}

/// A closure as an authorizer.
pub(super) struct Callback<F>(pub(super) F);

impl<F, R> Authorizer for Callback<F>
where
    F: Fn(SocketId, ChannelName) -> R + Send + Sync + 'static,
    R: Future<Output = Result<ChannelAuth, BoxError>> + Send + 'static,
{
    fn channel<'a>(
        &'a self,
        socket_id: &'a SocketId,
        channel: &'a ChannelName,
    ) -> Authorizing<'a, ChannelAuth> {
        Box::pin((self.0)(socket_id.clone(), channel.clone()))
    }
}

/// Where nobody was named.
pub(super) struct Nobody;

impl Authorizer for Nobody {
    fn channel<'a>(&'a self, _: &'a SocketId, _: &'a ChannelName) -> Authorizing<'a, ChannelAuth> {
        Box::pin(async { Err("the subscriber has no authorizer: give its configuration one".into()) })
    }
}
