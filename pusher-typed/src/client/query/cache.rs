//! The event that the service keeps for a cache channel.

use std::{collections::BTreeSet, time::Duration};

use serde::Deserialize;
use serde_json::Value;

use super::error::{CacheError, QueryError};
use crate::{ChannelName, DecodeEvent, EventSet, client::handle::Client, event::set::Events};

/// The last event of a cache channel
/// ([cache channels](https://pusher.com/docs/channels/using_channels/cache-channels/)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CachedEvent<E> {
    /// The event.
    pub event: E,
    /// For how long the service keeps it, in whole seconds from now; `None`
    /// where it does not say.
    pub time_to_live: Option<Duration>,
}

/// How the `cache` of an answer is read.
pub(super) type ReadCache<T> = fn(&Client, &ChannelName, Value) -> Result<T, QueryError>;

/// For a question that did not ask for it.
#[expect(clippy::unnecessary_wraps, reason = "the other `ReadCache` may fail")]
pub(super) fn ignore(_: &Client, _: &ChannelName, _: Value) -> Result<(), QueryError> {
    Ok(())
}

/// The cached event, where the service keeps one.
pub(super) fn read<E>(
    client: &Client,
    channel: &ChannelName,
    cache: Value,
) -> Result<Option<CachedEvent<E>>, QueryError>
where
    E: EventSet + for<'d> DecodeEvent<'d>,
{
    if is_empty(&cache) {
        return Ok(None);
    }
    let kept = Kept::read(cache, channel).map_err(QueryError::answer)?;
    match kept.decode(client, channel) {
        Ok(event) => Ok(Some(CachedEvent { event, time_to_live: kept.time_to_live })),
        Err(error) => Err(QueryError::Cache { channel: channel.clone(), text: kept.data, error }),
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

/// What the service keeps.
struct Kept {
    /// Its name, from a service that tells it.
    event: Option<String>,
    /// Its payload as JSON, encrypted or not.
    data: String,
    time_to_live: Option<Duration>,
}

#[derive(Deserialize)]
struct CacheAnswer {
    event: Option<String>,
    data: Value,
    ttl: Option<serde_json::Number>,
}

/// Sockudo's `data`: the message that a subscriber would get.
#[derive(Deserialize)]
struct Message {
    channel: String,
    event: String,
    data: Value,
}

impl Kept {
    fn read(cache: Value, channel: &ChannelName) -> Result<Kept, serde_json::Error> {
        let CacheAnswer { event, data, ttl } = CacheAnswer::deserialize(cache)?;
        // A server may write -1 for what it keeps for ever.
        let time_to_live = ttl.and_then(|seconds| seconds.as_u64()).map(Duration::from_secs);
        let data = text(data);
        match message(&data, channel).filter(|_| event.is_none()) {
            Some(message) => Ok(Kept { event: Some(message.event), data: text(message.data), time_to_live }),
            None => Ok(Kept { event, data, time_to_live }),
        }
    }

    fn decode<E>(&self, client: &Client, channel: &ChannelName) -> Result<E, CacheError>
    where
        E: EventSet + for<'d> DecodeEvent<'d>,
    {
        let event = match &self.event {
            Some(name) => name,
            None => only_event(&E::EVENTS, channel)?,
        };
        let opened;
        let data = if channel.kind().is_encrypted() {
            opened = open(client, channel, &self.data).ok_or(CacheError::Decrypt)?;
            &opened
        } else {
            &self.data
        };
        E::decode(channel, event, data).map_err(CacheError::Decode)
    }
}

/// A payload is JSON inside of a string; some servers keep JSON as it is.
fn text(data: Value) -> String {
    match data {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The message that `data` is, if it is one to this channel and no payload.
fn message(data: &str, channel: &ChannelName) -> Option<Message> {
    serde_json::from_str(data).ok().filter(|message: &Message| *channel == *message.channel)
}

#[derive(Deserialize)]
struct Sealed {
    nonce: String,
    ciphertext: String,
}

/// The payload of an encrypted channel, decrypted.
fn open(client: &Client, channel: &ChannelName, data: &str) -> Option<String> {
    let sealed: Sealed = serde_json::from_str(data).ok()?;
    let key = client.config().master_key.as_ref()?;
    String::from_utf8(key.open(channel, &sealed.nonce, &sealed.ciphertext)?).ok()
}

/// The name of the one event of the set that the channel can have.
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
