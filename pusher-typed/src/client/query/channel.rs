//! The state of one channel.

use std::{fmt, marker::PhantomData};

use serde::Deserialize;
use serde_json::Value;

use super::{
    ask::SendQuery,
    cache::{self, CachedEvent, ReadCache},
    error::QueryError,
};
use crate::{
    Channel, ChannelName, DecodeEvent, EventSet, PresenceChannel,
    channel::{CacheChannel, SubscriptionCounted},
    client::{error::MissingEncryptionKey, handle::Client},
    proof::check_received,
    wire::{
        endpoint::Resource,
        signature::{Attribute, QueryParams},
    },
};

impl Client {
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
        ChannelQuery {
            client: self.clone(),
            channel: self.named(channel),
            attributes: Vec::new(),
            read_cache: cache::ignore,
            kind: PhantomData,
        }
    }
}

/// What the service knows of a channel. What it was not asked, or did not say, is `None`.
///
/// `Cache` is `()` until [`ChannelQuery::cache`] asks for the cached event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelState<Cache = ()> {
    /// Whether anyone is subscribed.
    pub occupied: bool,
    /// How many different users a presence channel has.
    pub user_count: Option<u64>,
    /// How many connections are subscribed to another channel, where the app has
    /// [counting](https://pusher.com/docs/channels/using_channels/events/#pusher-subscription_count) on.
    pub subscription_count: Option<u64>,
    /// The cached event of a cache channel.
    pub cache: Cache,
}

/// A question for the state of one channel; awaiting it asks
/// ([GET channel](https://pusher.com/docs/channels/library_auth_reference/rest-api/#get-channel-fetch-info-for-one-channel)).
///
/// See [`Client::channel`].
#[must_use = "a query does nothing until it is awaited"]
pub struct ChannelQuery<C, Cache = ()> {
    client: Client,
    channel: Result<ChannelName, QueryError>,
    attributes: Vec<Attribute>,
    read_cache: ReadCache<Cache>,
    kind: PhantomData<fn() -> C>,
}

impl<C, Cache> ChannelQuery<C, Cache> {
    fn with(mut self, attribute: Attribute) -> Self {
        if !self.attributes.contains(&attribute) {
            self.attributes.push(attribute);
        }
        self
    }
}

impl<C, Cache> ChannelQuery<C, Cache> {
    /// Asks how many different users the channel has: [`ChannelState::user_count`].
    pub fn user_count(self) -> Self
    where
        C: PresenceChannel,
    {
        self.with(Attribute::UserCount)
    }

    /// Asks how many connections are subscribed: [`ChannelState::subscription_count`].
    /// The hosted service counts only where the app's settings say so.
    pub fn subscription_count(self) -> Self
    where
        C: SubscriptionCounted,
    {
        self.with(Attribute::SubscriptionCount)
    }

    /// Asks for the event that the service keeps for late subscribers, as an
    /// event type or a set of them: [`ChannelState::cache`].
    ///
    /// On an encrypted channel it is decrypted with the client's master key.
    ///
    /// Not every service tells the event's name; the hosted one is known to give a
    /// payload and a time to live. Without a name the payload is read as the one
    /// event of `E` that the channel can have; where there are several, it is
    /// [`CacheError::Unnamed`](super::CacheError::Unnamed).
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, Event, testing::{Answer, Recorder}};
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
    /// # recorder.answer(Answer::ok(r#"{"occupied":true,"cache":{"data":"{\"cents\":999}","ttl":1800}}"#));
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
        C: CacheChannel,
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        const { check_received(&E::EVENTS, &C::PATTERN) };
        let has_key = self.client.config().master_key.is_some();
        let channel = self.channel.and_then(|channel| {
            let readable = has_key || !channel.kind().is_encrypted();
            if readable { Ok(channel) } else { Err(MissingEncryptionKey::new(&channel).into()) }
        });
        let ChannelQuery { client, attributes, kind, .. } = self;
        ChannelQuery { client, channel, attributes, read_cache: cache::read, kind }.with(Attribute::Cache)
    }
}

#[derive(Deserialize)]
struct ChannelAnswer {
    occupied: bool,
    user_count: Option<u64>,
    subscription_count: Option<u64>,
    #[serde(default)]
    cache: Value,
}

impl<C, Cache: 'static> IntoFuture for ChannelQuery<C, Cache> {
    type Output = Result<ChannelState<Cache>, QueryError>;
    type IntoFuture = SendQuery<ChannelState<Cache>>;

    fn into_future(self) -> Self::IntoFuture {
        let ChannelQuery { client, channel, attributes, read_cache, .. } = self;
        Box::pin(async move {
            let channel = channel?;
            let mut params = QueryParams::default();
            params.info(&attributes);
            let answer: ChannelAnswer = client.ask(Resource::Channel(&channel), params).await?;
            let ChannelAnswer { occupied, user_count, subscription_count, cache } = answer;
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
