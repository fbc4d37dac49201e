//! The cached event of a cache channel.

use std::{collections::BTreeSet, time::Duration};

use serde::Deserialize;
use serde_json::Value;

use super::error::{CacheError, QueryError};
use crate::{ChannelName, ChannelOf, client::handle::Client, event::set::Events, webhook::EncryptedPayload};

/// The last event of a cache channel
/// ([cache channels](https://pusher.com/docs/channels/using_channels/cache-channels/)).
///
/// ```
/// # #[cfg(feature = "testing")]
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// # use pusher_typed::{Channel, Event, testing::{Recorder, ScriptedResponse}};
/// # use std::time::Duration;
/// #[derive(Channel)]
/// #[pusher(channel = "cache-prices-<id>")]
/// struct PriceChannel { id: u64 }
///
/// #[derive(serde::Deserialize, Event)]
/// #[pusher(channel = PriceChannel, event = "price")]
/// struct Price { cents: u64 }
///
/// # let recorder = Recorder::new();
/// # recorder.respond(ScriptedResponse::ok(r#"{"occupied":true,"cache":{"data":"{\"cents\":999}","ttl":60}}"#));
/// # let client = recorder.client();
/// let state = client.channel(&PriceChannel { id: 7 }).cache::<Price>().await?;
/// let cached = state.cache.expect("a cached event");
/// assert_eq!(cached.event.cents, 999);
/// assert_eq!(cached.time_to_live, Some(Duration::from_secs(60)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CachedEvent<E> {
    /// The event.
    pub event: E,
    /// How long the service will keep it, in whole seconds; `None` if the response does not say.
    pub time_to_live: Option<Duration>,
}

/// Reads the `cache` of a response.
pub(super) type ReadCache<T> = fn(&Client, &ChannelName, Value) -> Result<T, QueryError>;

/// For a query without the cached event.
#[expect(clippy::unnecessary_wraps, reason = "the other `ReadCache` may fail")]
pub(super) fn ignore(_: &Client, _: &ChannelName, _: Value) -> Result<(), QueryError> {
    Ok(())
}

/// The cached event, if the service has one.
pub(super) fn read<C: ChannelOf<E>, E>(
    client: &Client,
    channel: &ChannelName,
    cache: Value,
) -> Result<Option<CachedEvent<E>>, QueryError> {
    if is_empty(&cache) {
        return Ok(None);
    }
    let cached = CachedPayload::read(cache, channel).map_err(QueryError::invalid_response)?;
    match cached.decode::<C, E>(client, channel) {
        Ok(event) => Ok(Some(CachedEvent { event, time_to_live: cached.time_to_live })),
        Err(error) => Err(QueryError::Cache { channel: channel.clone(), text: cached.data, error }),
    }
}

/// Servers in PHP write an empty object as `[]`.
fn is_empty(cache: &Value) -> bool {
    match cache {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// The cached event as the service returns it.
struct CachedPayload {
    /// The event's name, if the service returns it.
    event: Option<String>,
    /// The payload as JSON, encrypted or not.
    data: String,
    time_to_live: Option<Duration>,
}

#[derive(Deserialize)]
struct CacheResponse {
    event: Option<String>,
    data: Value,
    ttl: Option<serde_json::Number>,
}

/// Sockudo's `data`: the whole message that a subscriber would receive.
#[derive(Deserialize)]
struct SubscriberMessage {
    channel: String,
    event: String,
    data: Value,
}

impl CachedPayload {
    fn read(cache: Value, channel: &ChannelName) -> Result<CachedPayload, serde_json::Error> {
        let CacheResponse { event, data, ttl } = CacheResponse::deserialize(cache)?;
        // A server may write -1 for an event without a time limit.
        let time_to_live = ttl.and_then(|seconds| seconds.as_u64()).map(Duration::from_secs);
        let data = text(data);
        match message(&data, channel).filter(|_| event.is_none()) {
            Some(message) => {
                Ok(CachedPayload { event: Some(message.event), data: text(message.data), time_to_live })
            }
            None => Ok(CachedPayload { event, data, time_to_live }),
        }
    }

    fn decode<C: ChannelOf<E>, E>(&self, client: &Client, channel: &ChannelName) -> Result<E, CacheError> {
        let event = match &self.event {
            Some(name) => name,
            None => only_event(&C::events(), channel)?,
        };
        let plaintext;
        let data = if channel.kind().is_encrypted() {
            plaintext = decrypted(client, channel, &self.data).ok_or(CacheError::Decrypt)?;
            &plaintext
        } else {
            &self.data
        };
        C::decode(channel, event, data).map_err(CacheError::Decode)
    }
}

/// A payload is JSON inside a string; some servers return the JSON itself.
fn text(data: Value) -> String {
    match data {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// `data` as a message to this channel; `None` if it is a payload.
fn message(data: &str, channel: &ChannelName) -> Option<SubscriberMessage> {
    serde_json::from_str(data).ok().filter(|message: &SubscriberMessage| *channel == *message.channel)
}

/// Decrypts the payload of an event on an encrypted channel.
fn decrypted(client: &Client, channel: &ChannelName, data: &str) -> Option<String> {
    let payload: EncryptedPayload<'_> = serde_json::from_str(data).ok()?;
    let key = client.config().master_key.as_ref()?;
    String::from_utf8(key.open(channel, &payload.nonce, &payload.ciphertext)?).ok()
}

/// The name of the only event of the set that the channel can have.
fn only_event(events: &Events, channel: &ChannelName) -> Result<&'static str, CacheError> {
    let mut names = BTreeSet::new();
    collect(events, channel, &mut names);
    let names: Vec<_> = names.into_iter().collect();
    match *names {
        [name] => Ok(name),
        _ => Err(CacheError::Unnamed { events: names }),
    }
}

fn collect(events: &Events, channel: &ChannelName, names: &mut BTreeSet<&'static str>) {
    match events {
        Events::One(name, channels) if channels.fit(channel) => drop(names.insert(name)),
        Events::One(..) | Events::User(_) => {}
        Events::Any(sets) => sets.iter().for_each(|set| collect(set, channel, names)),
    }
}
