//! The state of one channel.

use std::{fmt, marker::PhantomData};

use serde::Deserialize;
use serde_json::Value;

use super::{
    cache::{self, CachedEvent, ReadCache},
    error::QueryError,
    fetch::SendQuery,
};
use crate::{
    Channel, ChannelName, ChannelOf, PresenceChannel,
    channel::{CacheChannel, SubscriptionCounted},
    client::{error::MissingEncryptionKey, handle::Client},
    wire::{
        endpoint::Resource,
        signature::{Attribute, QueryParams},
    },
};

impl Client {
    /// Queries the state of one channel; the query has options.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, PresenceMember, testing::{ScriptedResponse, Recorder}};
    /// # #[derive(PresenceMember)]
    /// # struct Member { #[pusher(user_id)] id: u64 }
    /// #[derive(Channel)]
    /// #[pusher(channel = "presence-room-<room>", member = Member)]
    /// struct RoomChannel { room: String }
    ///
    /// # let recorder = Recorder::new();
    /// # recorder.respond(ScriptedResponse::ok(r#"{"occupied":true,"user_count":3}"#));
    /// # let client = recorder.client();
    /// let attic = RoomChannel { room: "attic".into() };
    /// let state = client.channel(&attic).user_count().await?;
    /// assert!(state.occupied);
    /// assert_eq!(state.user_count, Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn channel<C: Channel + ?Sized>(&self, channel: &C) -> ChannelQuery<C> {
        ChannelQuery {
            client: self.clone(),
            channel: self.named(channel),
            attributes: Vec::new(),
            read_cache: cache::ignore,
            kind: PhantomData,
        }
    }
}

/// The state of a channel. A value that was not requested or is not in the response is `None`.
///
/// `Cache` is `()` unless [`ChannelQuery::cache`] requests the cached event.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Channel, testing::Recorder};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// # recorder.respond(pusher_typed::testing::ScriptedResponse::ok(r#"{"occupied":false}"#));
/// let state = client.channel(&OrderChannel { id: 7 }).await?;
/// assert!(!state.occupied);
/// assert_eq!(state.subscription_count, None); // it was not requested
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelState<Cache = ()> {
    /// Whether anyone is subscribed.
    pub occupied: bool,
    /// The number of distinct users of a presence channel.
    pub user_count: Option<u64>,
    /// The number of subscriptions to a channel that is not a presence channel, if [subscription
    /// counting](https://pusher.com/docs/channels/using_channels/events/#pusher-subscription_count) is
    /// enabled for the app.
    pub subscription_count: Option<u64>,
    /// The cached event of a cache channel.
    pub cache: Cache,
}

/// A query for the state of one channel; awaiting it sends the request ([GET
/// channel](https://pusher.com/docs/channels/library_auth_reference/rest-api/#get-channel-fetch-info-for-one-channel)).
///
/// See [`Client::channel`].
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Channel, testing::Recorder};
/// # #[derive(Channel)]
/// # #[pusher(channel = "private-orders-<id>")]
/// # struct OrderChannel { id: u64 }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// # recorder.respond(pusher_typed::testing::ScriptedResponse::ok(r#"{"occupied":true,"subscription_count":2}"#));
/// let query = client.channel(&OrderChannel { id: 7 }).subscription_count();
/// assert_eq!(query.await?.subscription_count, Some(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct ChannelQuery<C: ?Sized, Cache = ()> {
    client: Client,
    channel: Result<ChannelName, QueryError>,
    attributes: Vec<Attribute>,
    read_cache: ReadCache<Cache>,
    kind: PhantomData<fn() -> Box<C>>,
}

impl<C: ?Sized, Cache> ChannelQuery<C, Cache> {
    fn with(mut self, attribute: Attribute) -> Self {
        if !self.attributes.contains(&attribute) {
            self.attributes.push(attribute);
        }
        self
    }
}

impl<C: ?Sized, Cache> ChannelQuery<C, Cache> {
    /// Requests the number of distinct users: [`ChannelState::user_count`].
    pub fn user_count(self) -> Self
    where
        C: PresenceChannel,
    {
        self.with(Attribute::UserCount)
    }

    /// Requests the number of subscriptions: [`ChannelState::subscription_count`]. The hosted
    /// service counts only if the app's settings enable it.
    pub fn subscription_count(self) -> Self
    where
        C: SubscriptionCounted,
    {
        self.with(Attribute::SubscriptionCount)
    }

    /// Requests the event that the service keeps for late subscribers, as an event type or a set of
    /// them: [`ChannelState::cache`].
    ///
    /// On an encrypted channel it is decrypted with the client's master key.
    ///
    /// Not every service returns the event's name; the hosted service returns the payload and a
    /// time to live. Without a name, the payload is decoded as the only event of `E` that the
    /// channel can have. If there are several, the error is
    /// [`CacheError::Unnamed`](super::CacheError::Unnamed).
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, Event, testing::{ScriptedResponse, Recorder}};
    /// # use serde::{Deserialize, Serialize};
    /// #[derive(Channel)]
    /// #[pusher(channel = "cache-prices-<id>")]
    /// struct PriceChannel { id: u64 }
    ///
    /// #[derive(Debug, PartialEq, Serialize, Deserialize, Event)]
    /// #[pusher(channel = PriceChannel, event = "price")]
    /// struct Price { cents: u64 }
    ///
    /// # let recorder = Recorder::new();
    /// # recorder.respond(ScriptedResponse::ok(r#"{"occupied":true,"cache":{"data":"{\"cents\":999}","ttl":1800}}"#));
    /// # let client = recorder.client();
    /// let state = client.channel(&PriceChannel { id: 7 }).cache::<Price>().await?;
    /// if let Some(cached) = state.cache {
    ///     println!("{} cents, for another {:?}", cached.event.cents, cached.time_to_live);
    /// #   assert_eq!(cached.event, Price { cents: 999 });
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cache<E>(self) -> ChannelQuery<C, Option<CachedEvent<E>>>
    where
        C: CacheChannel + ChannelOf<E>,
    {
        let has_key = self.client.config().master_key.is_some();
        let channel = self.channel.and_then(|channel| {
            let readable = has_key || !channel.kind().is_encrypted();
            if readable { Ok(channel) } else { Err(MissingEncryptionKey::new(&channel).into()) }
        });
        let ChannelQuery { client, attributes, kind, .. } = self;
        ChannelQuery { client, channel, attributes, read_cache: cache::read::<C, E>, kind }
            .with(Attribute::Cache)
    }
}

#[derive(Deserialize)]
struct ChannelResponse {
    occupied: bool,
    user_count: Option<u64>,
    subscription_count: Option<u64>,
    #[serde(default)]
    cache: Value,
}

impl<C: ?Sized, Cache: 'static> IntoFuture for ChannelQuery<C, Cache> {
    type Output = Result<ChannelState<Cache>, QueryError>;
    type IntoFuture = SendQuery<ChannelState<Cache>>;

    fn into_future(self) -> Self::IntoFuture {
        let ChannelQuery { client, channel, attributes, read_cache, .. } = self;
        Box::pin(async move {
            let channel = channel?;
            let mut params = QueryParams::default();
            params.info(&attributes);
            let response: ChannelResponse = client.fetch(Resource::Channel(&channel), params).await?;
            let ChannelResponse { occupied, user_count, subscription_count, cache } = response;
            let cache = read_cache(&client, &channel, cache)?;
            Ok(ChannelState { occupied, user_count, subscription_count, cache })
        })
    }
}

impl<C, Cache> fmt::Debug for ChannelQuery<C, Cache> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelQuery")
            .field("channel", &self.channel)
            .field("attributes", &self.attributes)
            .finish_non_exhaustive()
    }
}
