//! Tells the events that a type takes from those that it does not, and keeps their order.

use serde::de::{DeserializeSeed as _, SeqAccess};
use serde_json::value::RawValue;

use super::{
    Incoming, Misfit, MisfitError, RawWebhookEvent, WebhookEvent, crypt::Open, envelope::List,
    incoming::IncomingSeed,
};

/// What was decoded.
pub(super) struct Decoded<E> {
    /// Milliseconds since 1970.
    pub(super) time_ms: u64,
    pub(super) events: Vec<E>,
    pub(super) unmatched: Vec<RawWebhookEvent>,
    pub(super) misfits: Vec<Misfit>,
}

/// The events that were taken, and those that were not.
pub(super) struct Sorter<'b, E> {
    opener: Option<&'b dyn Open>,
    pub(super) events: Vec<E>,
    pub(super) left: Vec<Left<'b>>,
}

/// An event that was not taken.
pub(super) struct Left<'b> {
    index: usize,
    event: Incoming<'b>,
    /// Why not, where a variant should have taken it.
    error: Option<MisfitError>,
}

impl<'b, E: WebhookEvent> List<'b> for Sorter<'b, E> {
    fn add_next<A: SeqAccess<'b>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        let read = items.next_element_seed(IncomingSeed(|event| self.add(event)))?;
        Ok(read.is_some())
    }
}

impl<'b, E: WebhookEvent> Sorter<'b, E> {
    fn add(&mut self, mut event: Incoming<'b>) {
        event.opener = self.opener;
        match E::decode_webhook(&event) {
            Some(Ok(decoded)) => self.events.push(decoded),
            Some(Err(error)) => self.leave(event, Some(error)),
            None => self.leave(event, None),
        }
    }

    pub(super) fn new(opener: Option<&'b dyn Open>) -> Self {
        Sorter { opener, events: Vec::new(), left: Vec::new() }
    }

    /// Reads the events one by one, so that one that cannot be read leaves the others alone.
    pub(super) fn of(raws: &[&'b RawValue], opener: Option<&'b dyn Open>) -> Self {
        let mut sorter = Sorter::new(opener);
        for raw in raws {
            let mut json = serde_json::Deserializer::from_str(raw.get());
            if let Err(error) = IncomingSeed(|event| sorter.add(event)).deserialize(&mut json) {
                sorter.leave(Incoming::default(), Some(MisfitError::Malformed(error)));
            }
        }
        sorter
    }

    fn leave(&mut self, event: Incoming<'b>, error: Option<MisfitError>) {
        let index = self.events.len() + self.left.len();
        self.left.push(Left { index, event, error });
    }

    /// Gives each event that was not taken its JSON and its place.
    pub(super) fn finish(self, time_ms: u64, raws: &[&RawValue]) -> Decoded<E> {
        let events = Vec::with_capacity(self.events.len() + self.left.len());
        let mut decoded = Decoded { time_ms, events, unmatched: Vec::new(), misfits: Vec::new() };
        let mut events = self.events.into_iter();
        let mut next = 0;
        for Left { index, event, error } in self.left {
            decoded.events.extend(events.by_ref().take(index - next));
            next = index + 1;
            let json = raws.get(index).map_or("null", |raw| raw.get());
            decoded.add(RawWebhookEvent::new(index, &event, json), error);
        }
        decoded.events.extend(events);
        decoded
    }
}

impl<E: WebhookEvent> Decoded<E> {
    fn add(&mut self, raw: RawWebhookEvent, error: Option<MisfitError>) {
        match error {
            Some(error) => self.misfits.push(Misfit { raw, error }),
            None => match E::other(raw) {
                Ok(event) => self.events.push(event),
                Err(raw) => self.unmatched.push(raw),
            },
        }
    }
}
