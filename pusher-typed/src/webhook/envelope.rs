//! The body of a webhook, decoded in one pass.
//!
//! `{"time_ms": …, "events": […]}`. Every event is decoded as soon as it is
//! read. Only where some are left over is the body read once more, to cut out
//! their JSON.

use std::{error::Error, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    WebhookEvent,
    crypt::Open,
    field::Scalar,
    sorter::{Decoded, Sorter},
};

/// A body that is no webhook, though its signature is right.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookBodyError {
    /// It is not UTF-8.
    Encoding,
    /// It is not `{"time_ms": …, "events": […]}` in JSON.
    Json(serde_json::Error),
    /// `time_ms` is missing, or neither a number nor a string of digits.
    Time,
    /// There are no `events`.
    Events,
}

impl fmt::Display for WebhookBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WebhookBodyError::Encoding => "the body is not UTF-8",
            WebhookBodyError::Json(_) => "the body is not the JSON of a webhook",
            WebhookBodyError::Time => "the body has no `time_ms`",
            WebhookBodyError::Events => "the body has no `events`",
        })
    }
}

impl Error for WebhookBodyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            WebhookBodyError::Json(error) => Some(error),
            _ => None,
        }
    }
}

/// Decodes a body; `opener` decrypts client events.
pub(super) fn decode<E: WebhookEvent>(
    body: &str,
    opener: Option<&dyn Open>,
) -> Result<Decoded<E>, WebhookBodyError> {
    match read(body, Sorter::new(opener)) {
        Ok((time_ms, sorter)) if sorter.left.is_empty() => {
            Ok(Decoded { time_ms, events: sorter.events, unmatched: Vec::new(), misfits: Vec::new() })
        }
        Ok((time_ms, sorter)) => {
            let (_, raws) = read(body, Raws::default())?;
            Ok(sorter.finish(time_ms, &raws))
        }
        // One event that cannot be read may be all that is wrong.
        Err(WebhookBodyError::Json(error)) => {
            let Ok((time_ms, raws)) = read(body, Raws::default()) else {
                return Err(WebhookBodyError::Json(error));
            };
            Ok(Sorter::of(&raws, opener).finish(time_ms, &raws))
        }
        Err(error) => Err(error),
    }
}

/// Reads the envelope; the events are added to `events`.
fn read<'b, L: List<'b>>(body: &'b str, events: L) -> Result<(u64, L), WebhookBodyError> {
    let mut json = serde_json::Deserializer::from_str(body);
    let envelope = EnvelopeVisitor(events);
    let (time, events) = json.deserialize_map(envelope).map_err(WebhookBodyError::Json)?;
    json.end().map_err(WebhookBodyError::Json)?;
    let time_ms = time.and_then(|time| time.to_number()).ok_or(WebhookBodyError::Time)?;
    Ok((time_ms, events.ok_or(WebhookBodyError::Events)?))
}

/// What the items of `events` are collected in.
pub(super) trait List<'b> {
    /// Reads the next item; `false` at the end.
    fn add_next<A: SeqAccess<'b>>(&mut self, items: &mut A) -> Result<bool, A::Error>;
}

/// The JSON of each event.
type Raws<'b> = Vec<&'b RawValue>;

impl<'b> List<'b> for Raws<'b> {
    fn add_next<A: SeqAccess<'b>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        let item: Option<&RawValue> = items.next_element()?;
        self.extend(item);
        Ok(item.is_some())
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    TimeMs,
    Events,
    #[serde(other)]
    Unknown,
}

struct EnvelopeVisitor<L>(L);

impl<'b, L: List<'b>> Visitor<'b> for EnvelopeVisitor<L> {
    type Value = (Option<Scalar<'b>>, Option<L>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `time_ms` and `events`")
    }

    fn visit_map<A: MapAccess<'b>>(mut self, mut entries: A) -> Result<Self::Value, A::Error> {
        let (mut time, mut found) = (None, false);
        while let Some(key) = entries.next_key()? {
            match key {
                Key::TimeMs => time = Some(entries.next_value()?),
                Key::Events => {
                    entries.next_value_seed(ListSeed(&mut self.0))?;
                    found = true;
                }
                Key::Unknown => entries.next_value().map(|IgnoredAny| ())?,
            }
        }
        Ok((time, found.then_some(self.0)))
    }
}

struct ListSeed<'l, L>(&'l mut L);

impl<'b, L: List<'b>> DeserializeSeed<'b> for ListSeed<'_, L> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'b, L: List<'b>> Visitor<'b> for ListSeed<'_, L> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of events")
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while self.0.add_next(&mut items)? {}
        Ok(())
    }
}
