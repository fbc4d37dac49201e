//! A webhook's body, decoded in one pass.
//!
//! The body is `{"time_ms": …, "events": […]}`. Each event is decoded as soon
//! as it has been read. The body is read a second time only if an event matches
//! no variant, because then the JSON of the event is needed as well.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use thiserror::Error;

use super::{
    incoming::{Decrypt, Incoming, IncomingSeed},
    raw::{Misfit, MisfitError, RawWebhookEvent},
    scalar::Scalar,
};

/// The webhook events that an application handles: an enum with
/// `#[derive(WebhookEvent)]`, or [`webhook::Event`](super::Event).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of webhook events",
    label = "needs a type with `#[derive(WebhookEvent)]`",
    note = "declare an enum with `#[derive(WebhookEvent)]`, or use `webhook::Event` for all kinds"
)]
pub trait WebhookEvent: Sized {
    /// `None` if no variant matches the event.
    #[doc(hidden)]
    fn decode_webhook(event: &Incoming<'_>) -> Option<Result<Self, MisfitError>>;

    /// The variant `other` for an event that no other variant matches; `Err` if the enum has no variant
    /// `other`.
    #[doc(hidden)]
    fn other(raw: RawWebhookEvent) -> Result<Self, RawWebhookEvent> {
        Err(raw)
    }
}

/// Why a body with the right signature is not a webhook.
///
/// ```
/// use pusher_typed::webhook::{Event, Webhook, WebhookBodyError};
///
/// # let signature = "00".repeat(32).parse()?;
/// let webhook = Webhook::<Event>::from_verified(signature, br#"{"events":[]}"#);
/// assert!(matches!(webhook, Err(WebhookBodyError::Time)));
/// # Ok::<(), pusher_typed::webhook::ParseWebhookIdError>(())
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WebhookBodyError {
    /// The body is not valid UTF-8.
    #[error("the body is not valid UTF-8")]
    Encoding,
    /// The body is not valid JSON of the form `{"time_ms": …, "events": […]}`.
    #[error("the body is not the JSON of a webhook: an object with `time_ms` and `events`")]
    Json(#[source] serde_json::Error),
    /// `time_ms` is missing, or neither a number nor a string of digits.
    #[error("`time_ms` is missing in the body, or not a number of milliseconds")]
    Time,
    /// `events` is missing.
    #[error("`events` is missing in the body")]
    Events,
}

/// The content of a webhook.
pub(super) struct DecodedBody<E> {
    /// Milliseconds since 1970.
    pub(super) time_ms: u64,
    pub(super) events: Vec<E>,
    pub(super) unmatched: Vec<RawWebhookEvent>,
    pub(super) misfits: Vec<Misfit>,
}

/// Decodes a body. `decrypt` is for client events on encrypted channels.
pub(super) fn decode<E: WebhookEvent>(
    body: &str,
    decrypt: Option<&Decrypt<'_>>,
) -> Result<DecodedBody<E>, WebhookBodyError> {
    let mut events = DecodedEvents::new(decrypt);
    match read_body(body, &mut events) {
        Ok(time_ms) if events.rest.is_empty() => {
            Ok(DecodedBody { time_ms, events: events.taken, unmatched: Vec::new(), misfits: Vec::new() })
        }
        Ok(time_ms) => {
            let mut raws = Raws::default();
            read_body(body, &mut raws)?;
            Ok(events.into_decoded(time_ms, &raws))
        }
        // The cause may be a single event. Then the others are still decoded.
        Err(WebhookBodyError::Json(error)) => {
            let mut raws = Raws::default();
            let Ok(time_ms) = read_body(body, &mut raws) else { return Err(WebhookBodyError::Json(error)) };
            let mut events = DecodedEvents::new(decrypt);
            raws.0.iter().for_each(|raw| events.add_alone(raw));
            Ok(events.into_decoded(time_ms, &raws))
        }
        Err(error) => Err(error),
    }
}

/// Reads the body; `items` reads each item of its `events`. Returns `time_ms`.
fn read_body<'b, S>(body: &'b str, items: &mut S) -> Result<u64, WebhookBodyError>
where
    for<'s> &'s mut S: DeserializeSeed<'b>,
{
    let mut json = serde_json::Deserializer::from_str(body);
    let mut visitor = BodyVisitor { items, time: None, has_events: false };
    json.deserialize_map(&mut visitor).map_err(WebhookBodyError::Json)?;
    json.end().map_err(WebhookBodyError::Json)?;
    let BodyVisitor { time, has_events, .. } = visitor;
    let time_ms = time.and_then(|time| time.to_number()).ok_or(WebhookBodyError::Time)?;
    if has_events { Ok(time_ms) } else { Err(WebhookBodyError::Events) }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    TimeMs,
    Events,
    #[serde(other)]
    Unknown,
}

struct BodyVisitor<'b, 's, S> {
    items: &'s mut S,
    time: Option<Scalar<'b>>,
    has_events: bool,
}

impl<'b, S> Visitor<'b> for &mut BodyVisitor<'b, '_, S>
where
    for<'s> &'s mut S: DeserializeSeed<'b>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `time_ms` and `events`")
    }

    fn visit_map<A: MapAccess<'b>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key()? {
            match key {
                Key::TimeMs => self.time = Some(entries.next_value()?),
                Key::Events => {
                    entries.next_value_seed(ArraySeed(&mut *self.items))?;
                    self.has_events = true;
                }
                Key::Unknown => entries.next_value().map(|IgnoredAny| ())?,
            }
        }
        Ok(())
    }
}

/// The array `events`, item by item.
struct ArraySeed<'s, S>(&'s mut S);

impl<'b, S> DeserializeSeed<'b> for ArraySeed<'_, S>
where
    for<'s> &'s mut S: DeserializeSeed<'b>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'b, S> Visitor<'b> for ArraySeed<'_, S>
where
    for<'s> &'s mut S: DeserializeSeed<'b>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of events")
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(&mut *self.0)?.is_some() {}
        Ok(())
    }
}

/// The events that were read, decoded where a variant matches them.
struct DecodedEvents<'b, E> {
    decrypt: Option<&'b Decrypt<'b>>,
    taken: Vec<E>,
    rest: Vec<Rest<'b>>,
}

/// An event that was not decoded.
struct Rest<'b> {
    index: usize,
    event: Incoming<'b>,
    /// `None` if no variant matches the event.
    error: Option<MisfitError>,
}

impl<'b, E: WebhookEvent> DeserializeSeed<'b> for &mut DecodedEvents<'b, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        IncomingSeed(|event| self.add(event)).deserialize(deserializer)
    }
}

impl<'b, E: WebhookEvent> DecodedEvents<'b, E> {
    fn new(decrypt: Option<&'b Decrypt<'b>>) -> Self {
        DecodedEvents { decrypt, taken: Vec::new(), rest: Vec::new() }
    }

    fn add(&mut self, mut event: Incoming<'b>) {
        event.decrypt = self.decrypt;
        match E::decode_webhook(&event) {
            Some(Ok(decoded)) => self.taken.push(decoded),
            Some(Err(error)) => self.add_rest(event, Some(error)),
            None => self.add_rest(event, None),
        }
    }

    /// Adds an event whose JSON may contain strings that are not valid Unicode.
    fn add_alone(&mut self, raw: &'b RawValue) {
        let mut json = serde_json::Deserializer::from_str(raw.get());
        if let Err(error) = DeserializeSeed::deserialize(&mut *self, &mut json) {
            self.add_rest(Incoming::default(), Some(MisfitError::Malformed(error)));
        }
    }

    fn add_rest(&mut self, event: Incoming<'b>, error: Option<MisfitError>) {
        let index = self.taken.len() + self.rest.len();
        self.rest.push(Rest { index, event, error });
    }

    /// Puts the events in order; `raws` is the JSON of all of them.
    fn into_decoded(self, time_ms: u64, raws: &Raws<'_>) -> DecodedBody<E> {
        let events = Vec::with_capacity(self.taken.len() + self.rest.len());
        let mut decoded = DecodedBody { time_ms, events, unmatched: Vec::new(), misfits: Vec::new() };
        let mut taken = self.taken.into_iter();
        let mut next = 0;
        for Rest { index, event, error } in self.rest {
            decoded.events.extend(taken.by_ref().take(index - next));
            next = index + 1;
            let json = raws.0.get(index).map_or("null", |raw| raw.get());
            decoded.add_rest(RawWebhookEvent::new(index, event.name(), event.channel_name(), json), error);
        }
        decoded.events.extend(taken);
        decoded
    }
}

impl<E: WebhookEvent> DecodedBody<E> {
    fn add_rest(&mut self, raw: RawWebhookEvent, error: Option<MisfitError>) {
        match error {
            Some(error) => self.misfits.push(Misfit { raw, error }),
            None => match E::other(raw) {
                Ok(event) => self.events.push(event),
                Err(raw) => self.unmatched.push(raw),
            },
        }
    }
}

/// The JSON of each event.
#[derive(Default)]
struct Raws<'b>(Vec<&'b RawValue>);

impl<'b> DeserializeSeed<'b> for &mut Raws<'b> {
    type Value = ();

    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.push(<&RawValue>::deserialize(deserializer)?);
        Ok(())
    }
}
