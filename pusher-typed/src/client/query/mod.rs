//! Questions to the service about its present state
//! ([HTTP API](https://pusher.com/docs/channels/library_auth_reference/rest-api/#channels)).

mod cache;
mod channel;
mod channels;
mod error;
mod users;

use std::{pin::Pin, sync::Arc};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use self::error::checked;
pub use self::{
    cache::{CacheError, CachedEvent},
    channel::{ChannelQuery, ChannelState},
    channels::{ChannelAttribute, Channels, ChannelsQuery},
    error::QueryError,
    users::{TerminateUserConnections, UsersQuery},
};
use super::{Client, Limits, RequestError, execute::Call, trace::Subject};
use crate::{
    Channel, ChannelName, ChannelParam, ParseChannel, ParseChannelParam, PresenceChannel, PresenceMember,
    UserId,
    transport::{Method, Response},
    wire::{endpoint::Resource, signature::QueryParams},
};

/// What a question to the service becomes when it is awaited.
pub type SendQuery<T> = Pin<Box<dyn Future<Output = Result<T, QueryError>> + Send>>;

/// The state of channels and users
/// ([HTTP API](https://pusher.com/docs/channels/library_auth_reference/rest-api/#channels)).
///
/// A failed question is repeated by the same [`RetryPolicy`](super::RetryPolicy)
/// as a trigger: by default only if it never left.
impl Client {
    /// Asks which channels of a type are occupied, and reads their names back
    /// into it; the list has options.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, testing::{Answer, Recorder}};
    /// #[derive(Debug, PartialEq, Channel)]
    /// #[pusher(channel = "private-orders-<id>")]
    /// struct OrderChannel { id: u64 }
    ///
    /// # let recorder = Recorder::new();
    /// # recorder.answer(Answer::ok(r#"{"channels":{"private-orders-7":{},"private-orders-old":{}}}"#));
    /// # let client = recorder.client();
    /// let orders = client.channels::<OrderChannel>().await?;
    /// for (channel, _) in &orders.channels {
    ///     println!("someone looks at order {}", channel.id);
    /// }
    /// # assert_eq!(orders.channels[0].0, OrderChannel { id: 7 });
    /// # assert_eq!(orders.unparsed[0].0, "private-orders-old");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn channels<C: Channel + for<'n> ParseChannel<'n>>(&self) -> ChannelsQuery<C> {
        ChannelsQuery::new(self.clone(), C::PATTERN.literal_prefix(), Vec::new())
    }

    /// Asks which channels are occupied whose names begin with `prefix`; all,
    /// where it is empty.
    ///
    /// This is the way around the types. What [`Channels::unparsed`] has are
    /// names of the service's own, such as `#server-to-user-7`.
    ///
    /// ```no_run
    /// # async fn example(client: pusher_typed::Client) -> Result<(), pusher_typed::client::QueryError> {
    /// use pusher_typed::client::ChannelAttribute;
    ///
    /// let rooms = client.channels_untyped("presence-", [ChannelAttribute::UserCount]).await?;
    /// for (name, info) in &rooms.channels {
    ///     println!("{name}: {:?} users", info.user_count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn channels_untyped(
        &self,
        prefix: &str,
        attributes: impl IntoIterator<Item = ChannelAttribute>,
    ) -> ChannelsQuery<ChannelName> {
        let attributes = attributes.into_iter().map(ChannelAttribute::into).collect();
        ChannelsQuery::new(self.clone(), prefix, attributes)
    }

    /// Asks for the state of one channel; the question has options.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, PresenceMember, testing::{Answer, Recorder}};
    /// # #[derive(PresenceMember)]
    /// # struct Member { #[pusher(user_id)] id: u64 }
    /// #[derive(Channel)]
    /// #[pusher(channel = "presence-room-<room>", member = Member)]
    /// struct RoomChannel { room: String }
    ///
    /// # let recorder = Recorder::new();
    /// # recorder.answer(Answer::ok(r#"{"occupied":true,"user_count":3}"#));
    /// # let client = recorder.client();
    /// let attic = RoomChannel { room: "attic".into() };
    /// let state = client.channel(&attic).user_count().await?;
    /// assert!(state.occupied);
    /// assert_eq!(state.user_count, Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn channel<C: Channel>(&self, channel: &C) -> ChannelQuery<C> {
        ChannelQuery::new(self.clone(), self.named(channel))
    }

    /// Asks who is subscribed to a presence channel, and reads the ids back into
    /// the type that the channel's member has for them.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, PresenceMember, testing::{Answer, Recorder}};
    /// # #[derive(PresenceMember)]
    /// # struct Member { #[pusher(user_id)] id: u64 }
    /// # #[derive(Channel)]
    /// # #[pusher(channel = "presence-room-<room>", member = Member)]
    /// # struct RoomChannel { room: String }
    /// # let recorder = Recorder::new();
    /// # recorder.answer(Answer::ok(r#"{"users":[{"id":"7"},{"id":"8"}]}"#));
    /// # let client = recorder.client();
    /// # let attic = RoomChannel { room: "attic".into() };
    /// let users: Vec<u64> = client.users(&attic).await?;
    /// assert_eq!(users, [7, 8]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn users<C>(&self, channel: &C) -> UsersQuery<<C::Member as PresenceMember>::Id>
    where
        C: PresenceChannel<Member: PresenceMember<Id: for<'n> ParseChannelParam<'n>>>,
    {
        UsersQuery::new(self.clone(), self.named(channel))
    }

    /// Closes all connections of a signed-in user
    /// ([terminating user connections](https://pusher.com/docs/channels/server_api/terminating-user-connections/)).
    ///
    /// The user may connect again; refuse to authenticate the user to prevent
    /// that. That there is no such user is no error.
    ///
    /// ```no_run
    /// # async fn example(client: pusher_typed::Client) -> Result<(), pusher_typed::client::QueryError> {
    /// client.terminate_user_connections(&7_u64).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn terminate_user_connections<I: ChannelParam + ?Sized>(
        &self,
        user_id: &I,
    ) -> TerminateUserConnections {
        TerminateUserConnections::new(self.clone(), UserId::of(user_id).map_err(QueryError::UserId))
    }

    /// The channel's name, if it is not too long.
    fn named<C: Channel>(&self, channel: &C) -> Result<ChannelName, QueryError> {
        checked(channel.name(), &self.inner.parts.limits)
    }

    /// Asks about a resource and reads the answer.
    async fn ask<T: DeserializeOwned>(
        &self,
        resource: Resource<'_>,
        params: QueryParams,
    ) -> Result<T, QueryError> {
        let response = self.request(Method::Get, resource, params, None).await?;
        serde_json::from_slice(response.body()).map_err(QueryError::answer)
    }

    async fn request(
        &self,
        method: Method,
        resource: Resource<'_>,
        params: QueryParams,
        body: Option<Bytes>,
    ) -> Result<Response, QueryError> {
        let endpoint = self.inner.parts.site.resource(resource);
        let endpoint = Arc::new(endpoint.map_err(|_| QueryError::unaddressable(resource))?);
        let call = Call { method, endpoint: &endpoint, params, body, subject: Subject::Path };
        self.execute(call).await.map_err(QueryError::Request)
    }
}
