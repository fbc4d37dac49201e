//! The list of occupied channels.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

use super::{
    error::{QueryError, checked},
    fetch::SendQuery,
};
use crate::{
    ChannelName, ChannelSet, ParseChannel, PresenceChannel,
    channel::{OwnedChannel, SubscriptionCounted},
    client::{
        handle::Client,
        triggered::{ChannelInfo, map_or_empty_array},
    },
    wire::{
        endpoint::Resource,
        signature::{Attribute, QueryParams},
    },
};

impl Client {
    /// Lists the occupied channels of a type, with their names parsed into that type; the query has
    /// options.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # use pusher_typed::{Channel, testing::{ScriptedResponse, Recorder}};
    /// #[derive(Debug, PartialEq, Channel)]
    /// #[pusher(channel = "private-orders-<id>")]
    /// struct OrderChannel { id: u64 }
    ///
    /// # let recorder = Recorder::new();
    /// # recorder.respond(ScriptedResponse::ok(r#"{"channels":{"private-orders-7":{},"private-orders-old":{}}}"#));
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
    pub fn channels<C: OwnedChannel>(&self) -> ChannelsQuery<C> {
        ChannelsQuery::new(self.clone(), C::PATTERN.literal_prefix(), Vec::new())
    }

    /// Lists the occupied channels whose names begin with `prefix`; all occupied channels if it is
    /// empty.
    ///
    /// This query needs no declared type. [`Channels::unparsed`] has the service's own names, such
    /// as `#server-to-user-7`.
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
}

/// An attribute of each channel in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChannelAttribute {
    /// The number of distinct users. The service refuses the query unless the prefix is that of
    /// presence channels.
    UserCount,
    /// The number of subscriptions; see [`subscription_count`](ChannelsQuery::subscription_count).
    SubscriptionCount,
}

impl From<ChannelAttribute> for Attribute {
    fn from(attribute: ChannelAttribute) -> Attribute {
        match attribute {
            ChannelAttribute::UserCount => Attribute::UserCount,
            ChannelAttribute::SubscriptionCount => Attribute::SubscriptionCount,
        }
    }
}

/// The occupied channels of one type, in the order of their names.
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
/// # let response = r#"{"channels":{"private-orders-7":{},"private-orders-x":{}}}"#;
/// # recorder.respond(pusher_typed::testing::ScriptedResponse::ok(response));
/// let orders = client.channels::<OrderChannel>().await?;
/// let ids: Vec<u64> = orders.channels.iter().map(|(channel, _)| channel.id).collect();
/// assert_eq!(ids, [7]);
/// assert_eq!(orders.unparsed[0].0, "private-orders-x");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channels<C> {
    /// The channels, each with the requested attributes.
    pub channels: Vec<(C, ChannelInfo)>,
    /// Names that have the type's prefix but do not match its pattern, as they were received. They
    /// belong to another type or to another program.
    pub unparsed: Vec<(String, ChannelInfo)>,
}

/// A query for the occupied channels of a type; awaiting it sends the request ([GET
/// channels](https://pusher.com/docs/channels/library_auth_reference/rest-api/#get-channels-fetch-info-for-multiple-channels)).
///
/// See [`Client::channels`] and [`Client::channels_untyped`].
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Channel, PresenceMember, testing::Recorder};
/// # #[derive(PresenceMember)]
/// # struct Member { #[pusher(user_id)] id: u64 }
/// # #[derive(Channel)]
/// # #[pusher(channel = "presence-room-<room>", member = Member)]
/// # struct RoomChannel { room: String }
/// # let recorder = Recorder::new();
/// # let client = recorder.client();
/// # let response = r#"{"channels":{"presence-room-attic":{"user_count":3}}}"#;
/// # recorder.respond(pusher_typed::testing::ScriptedResponse::ok(response));
/// let rooms = client.channels::<RoomChannel>().user_count().await?;
/// for (channel, info) in &rooms.channels {
///     println!("{:?} users in {}", info.user_count, channel.room);
/// }
/// # assert_eq!(rooms.channels[0].1.user_count, Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct ChannelsQuery<C> {
    client: Client,
    /// The prefix of the names; `None` for all names.
    prefix: Result<Option<ChannelName>, QueryError>,
    attributes: Vec<Attribute>,
    /// Without a bound on `C`, so that a type that is not a channel is one error, at the call.
    parse: fn(BTreeMap<String, ChannelInfo>) -> Channels<C>,
}

impl<C: ChannelSet + for<'n> ParseChannel<'n>> ChannelsQuery<C> {
    fn new(client: Client, prefix: &str, mut attributes: Vec<Attribute>) -> Self {
        attributes.sort_unstable();
        attributes.dedup();
        let prefix = Some(prefix).filter(|prefix| !prefix.is_empty());
        let checked = |prefix| checked(ChannelName::new(prefix), &client.config().limits);
        let prefix = prefix.map(checked).transpose();
        ChannelsQuery { client, prefix, attributes, parse: Channels::parse }
    }
}

impl<C> ChannelsQuery<C> {
    fn with(mut self, attribute: Attribute) -> Self {
        if !self.attributes.contains(&attribute) {
            self.attributes.push(attribute);
        }
        self
    }
}

impl<C> ChannelsQuery<C> {
    /// Requests the number of distinct users of each channel: [`ChannelInfo::user_count`].
    pub fn user_count(self) -> Self
    where
        C: PresenceChannel,
    {
        self.with(Attribute::UserCount)
    }

    /// Requests the number of subscriptions to each channel: [`ChannelInfo::subscription_count`].
    ///
    /// The hosted service documents this number only for one channel ([`Client::channel`]) and may
    /// refuse it in a list; other servers return it.
    pub fn subscription_count(self) -> Self
    where
        C: SubscriptionCounted,
    {
        self.with(Attribute::SubscriptionCount)
    }
}

#[derive(Deserialize)]
struct ChannelsResponse {
    #[serde(deserialize_with = "map_or_empty_array")]
    channels: BTreeMap<String, ChannelInfo>,
}

impl<C: ChannelSet + for<'n> ParseChannel<'n>> Channels<C> {
    fn parse(names: BTreeMap<String, ChannelInfo>) -> Self {
        let mut found = Channels { channels: Vec::new(), unparsed: Vec::new() };
        for (name, info) in names {
            match C::parse(&name) {
                Ok(channel) => found.channels.push((channel, info)),
                Err(_) => found.unparsed.push((name, info)),
            }
        }
        found
    }
}

impl<C: 'static> IntoFuture for ChannelsQuery<C> {
    type Output = Result<Channels<C>, QueryError>;
    type IntoFuture = SendQuery<Channels<C>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut params = QueryParams::default();
            if let Some(prefix) = self.prefix? {
                params.filter_by_prefix(&prefix);
            }
            params.info(&self.attributes);
            let response: ChannelsResponse = self.client.fetch(Resource::Channels, params).await?;
            Ok((self.parse)(response.channels))
        })
    }
}

impl<C> fmt::Debug for ChannelsQuery<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelsQuery")
            .field("prefix", &self.prefix)
            .field("attributes", &self.attributes)
            .finish_non_exhaustive()
    }
}
