//! Channels and events that were added, removed, renamed or changed.

use serde_json::Value;

use super::{
    names, params,
    payload::{self, Difference, Payload, TooComplex},
    report::{Breaks, Change, ChangeKind, Place},
    resolve::Definitions,
};
use crate::schema::{
    async_api::{AsyncApi, Channel, Message, Parameter, Sender},
    shape::{Object, Others, Shape},
};

/// All differences between two documents.
pub(super) fn compare(old: &AsyncApi, new: &AsyncApi) -> Result<Vec<Change>, Place> {
    let (before, after) = (by_address(old), by_address(new));
    let definitions = |document: &AsyncApi| Definitions::new(&document.components);
    let definitions = (definitions(old), definitions(new));
    let mut compared = Compared { old, new, definitions, changes: Vec::new(), refused: None };
    let mut seen = Vec::new();
    for channel in &before {
        match counterpart(channel, &before, &after) {
            Some(other) => {
                seen.push(other.keys.first());
                compared.channel(channel, other);
            }
            None => compared.add(Place::channel(&channel.merged), ChangeKind::ChannelRemoved, Breaks::Both),
        }
    }
    for channel in after.iter().filter(|channel| !seen.contains(&channel.keys.first())) {
        compared.add(Place::channel(&channel.merged), ChangeKind::ChannelAdded, Breaks::Neither);
    }
    match compared.refused {
        Some(place) => Err(place),
        None => Ok(compared.changes),
    }
}

/// The channel types with one address, which are one channel on the wire.
struct Addressed<'d> {
    keys: Vec<&'d str>,
    /// The first of them, with the events and webhooks of all.
    merged: Channel,
}

fn by_address(document: &AsyncApi) -> Vec<Addressed<'_>> {
    let mut channels: Vec<Addressed<'_>> = Vec::new();
    for (key, channel) in &document.channels {
        match channels.iter_mut().find(|known| is_same_address(&known.merged, channel)) {
            Some(known) => {
                known.keys.push(key);
                let messages = channel.messages.iter().map(|(key, message)| (key.clone(), message.clone()));
                known.merged.messages.extend(messages);
                let webhooks = channel.webhooks.iter().filter(|kind| !known.merged.webhooks.contains(kind));
                known.merged.webhooks.extend(webhooks.cloned().collect::<Vec<_>>());
            }
            None => channels.push(Addressed { keys: vec![key], merged: channel.clone() }),
        }
    }
    channels
}

/// The corresponding channel in the new document: the one with the same address, otherwise the one
/// whose type has the same name and whose address is new.
fn counterpart<'c, 'd>(
    channel: &Addressed<'_>,
    before: &[Addressed<'_>],
    after: &'c [Addressed<'d>],
) -> Option<&'c Addressed<'d>> {
    let by_address = after.iter().find(|other| is_same_address(&channel.merged, &other.merged));
    let is_known =
        |other: &Addressed<'_>| before.iter().any(|known| is_same_address(&known.merged, &other.merged));
    let has_key = |other: &&Addressed<'_>| other.keys.iter().any(|key| channel.keys.first() == Some(key));
    by_address.or_else(|| after.iter().find(|other| has_key(other) && !is_known(other)))
}

/// Whether the channels have the same names, regardless of the names of the placeholders.
fn is_same_address(one: &Channel, other: &Channel) -> bool {
    literals(&one.address).eq(literals(&other.address))
}

/// The text around the placeholders of `private-orders-{id}`.
fn literals(address: &str) -> impl Iterator<Item = &str> {
    address.split('{').enumerate().map(|(at, part)| match part.split_once('}') {
        Some((_, after)) if at > 0 => after,
        _ => part,
    })
}

/// The names of the placeholders of `private-orders-{id}`.
fn placeholders(address: &str) -> impl Iterator<Item = &str> {
    address.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

impl Place {
    fn channel(channel: &Channel) -> Self {
        Place { channel: channel.address.clone(), event: None, field: None }
    }

    fn event(channel: &Channel, event: &Message) -> Self {
        Place { event: Some(event.name.clone()), ..Place::channel(channel) }
    }
}

struct Compared<'d> {
    old: &'d AsyncApi,
    new: &'d AsyncApi,
    definitions: (Definitions, Definitions),
    changes: Vec<Change>,
    /// A payload that is too complex to compare.
    refused: Option<Place>,
}

impl<'d> Compared<'d> {
    fn add(&mut self, place: Place, kind: ChangeKind, breaks: Breaks) {
        self.changes.push(Change { place, kind, breaks, breaks_generated_code: Breaks::Neither });
    }

    fn channel(&mut self, old: &Addressed<'_>, new: &Addressed<'_>) {
        if let (Some(from), Some(to)) = (old.keys.first(), new.keys.first())
            && !new.keys.contains(from)
        {
            let kind = ChangeKind::TypeRenamed { from: (*from).to_owned(), to: (*to).to_owned() };
            self.add(Place::channel(&old.merged), kind, Breaks::Neither);
        }
        let (old, new) = (&old.merged, &new.merged);
        let kind = |channel: &Channel| (channel.kind.clone(), channel.encrypted, channel.cached);
        let to = new.address.clone();
        if kind(old) != kind(new) {
            self.add(Place::channel(old), ChangeKind::KindChanged { to }, Breaks::Both);
        } else if !is_same_address(old, new) {
            self.add(Place::channel(old), ChangeKind::PatternChanged { to }, Breaks::Both);
        } else {
            self.parameters(old, new);
        }
        self.recoverable(old, new);
        self.member(old, new);
        self.events(old, new);
        self.webhooks(old, new);
    }

    /// Subscribers must handle positions before publishers send them. Readers with a closed schema refuse them.
    fn recoverable(&mut self, old: &Channel, new: &Channel) {
        let place = Place::channel(old);
        match (old.recoverable, new.recoverable) {
            (false, true) => {
                let is_closed = messages(self.old, old).into_iter().any(|(_, event)| self.is_closed(event));
                let breaks = if is_closed { Breaks::Subscribers } else { Breaks::Neither };
                let breaks_generated_code = Breaks::Subscribers.without(breaks);
                let kind = ChangeKind::MadeRecoverable;
                self.changes.push(Change { place, kind, breaks, breaks_generated_code });
            }
            (true, false) => self.add(place, ChangeKind::NoLongerRecoverable, Breaks::Subscribers),
            _ => {}
        }
    }

    /// Whether readers refuse or keep unknown fields of an event.
    fn is_closed(&self, event: &Message) -> bool {
        let read = Shape::from_schema(event.read_as.as_ref().unwrap_or(&event.payload));
        let parts = self.definitions.0.parts(&read);
        parts.iter().any(|part| {
            matches!(part, Shape::Object(Object { others: Others::Refused | Others::Values { .. }, .. }))
        })
    }

    fn parameters(&mut self, old: &Channel, new: &Channel) {
        for (name, other) in placeholders(&old.address).zip(placeholders(&new.address)) {
            let place = Place { field: Some(format!("{{{name}}}")), ..Place::channel(old) };
            if name != other {
                let to = format!("{{{other}}}");
                self.add(place.clone(), ChangeKind::ParameterRenamed { to }, Breaks::Neither);
            }
            if let (Some(before), Some(after)) = (old.parameters.get(name), new.parameters.get(other)) {
                self.parameter(place, before, after);
            }
        }
    }

    fn parameter(&mut self, place: Place, before: &Parameter, after: &Parameter) {
        let (kind, breaks) = match (params::includes(after, before), params::includes(before, after)) {
            (true, true) => return,
            // Programs with the previous version reject the new names.
            (true, false) => (ChangeKind::ParameterWidened, Breaks::Subscribers),
            (false, true) => (ChangeKind::ParameterNarrowed, Breaks::Publishers),
            (false, false) => (ChangeKind::ParameterNarrowed, Breaks::Both),
        };
        self.add(place, kind, breaks);
    }

    fn member(&mut self, old: &Channel, new: &Channel) {
        if let (Some(before), Some(after)) = (&old.member, &new.member) {
            let place = Place { field: Some("member".to_owned()), ..Place::channel(old) };
            let id = Place { field: Some("member id".to_owned()), ..place.clone() };
            self.parameter(id, &before.user_id, &after.user_id);
            let (old, new) = (&before.user_info, &after.user_info);
            self.payload(&place, (old, old), (new, new), true);
        }
    }

    fn events(&mut self, old: &Channel, new: &Channel) {
        let before: Vec<_> = messages(self.old, old);
        let mut after: Vec<_> = messages(self.new, new);
        let mut pairs = Vec::new();
        for rule in [same_type_and_name, same_name, same_type] {
            for (key, event) in &before {
                let is_paired = pairs.iter().any(|((paired, _), _)| paired == key);
                // An event that still exists under its name was not renamed.
                let may_be = |other: &(&str, &Message)| {
                    rule((key, event), *other)
                        && (event.name == other.1.name
                            || !before.iter().any(|(_, it)| it.name == other.1.name))
                };
                if let (false, Some(at)) = (is_paired, after.iter().position(may_be)) {
                    pairs.push(((*key, *event), after.remove(at)));
                }
            }
        }
        for (key, event) in before {
            match pairs.iter().find(|((paired, _), _)| *paired == key) {
                Some((_, (to, other))) => {
                    self.event(old, event, other);
                    self.names(old, (key, event), (to, other));
                }
                None => self.add(Place::event(old, event), ChangeKind::EventRemoved, Breaks::Both),
            }
        }
        for (_, event) in after {
            self.add(Place::event(new, event), ChangeKind::EventAdded, Breaks::Neither);
        }
    }

    fn event(&mut self, channel: &Channel, old: &'d Message, new: &'d Message) {
        let place = Place::event(channel, old);
        if old.name != new.name {
            let to = new.name.clone();
            self.add(place.clone(), ChangeKind::EventRenamed { to }, Breaks::Both);
        }
        let read = |message: &'d Message| message.read_as.as_ref().unwrap_or(&message.payload);
        let by_server = old.sender == Sender::Server && new.sender == Sender::Server;
        self.payload(&place, (&old.payload, read(old)), (&new.payload, read(new)), by_server);
    }

    /// The types whose names in generated code have changed.
    fn names(&mut self, channel: &Channel, old: (&str, &Message), new: (&str, &Message)) {
        let place = Place::event(channel, old.1);
        let old = (old.0, &old.1.payload, &self.old.components);
        let new = (new.0, &new.1.payload, &self.new.components);
        for (from, to) in names::renamed(old, new) {
            let kind = ChangeKind::TypeRenamed { from, to };
            if !self.changes.iter().any(|known| known.kind == kind) {
                self.add(place.clone(), kind, Breaks::Neither);
            }
        }
    }

    /// Compares what is written and what is read.
    fn payload(&mut self, place: &Place, old: (&Value, &Value), new: (&Value, &Value), by_server: bool) {
        let (before, after) = &self.definitions;
        let old = Payload { written: old.0, read: old.1, definitions: before };
        let new = Payload { written: new.0, read: new.1, definitions: after };
        let differences = match payload::compare(old, new, by_server) {
            Ok(differences) => differences,
            Err(TooComplex) => return self.refused = Some(place.clone()),
        };
        for Difference { path, kind, breaks, breaks_generated_code } in differences {
            let parts = [place.field.as_deref(), Some(path.as_str())];
            let field =
                parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
            let field = Some(field).filter(|field| !field.is_empty());
            let place = Place { field, ..place.clone() };
            self.changes.push(Change { place, kind, breaks, breaks_generated_code });
        }
    }

    fn webhooks(&mut self, old: &Channel, new: &Channel) {
        for kind in old.webhooks.iter().filter(|kind| !new.webhooks.contains(kind)) {
            let kind = ChangeKind::WebhookRemoved { kind: kind.clone() };
            self.add(Place::channel(old), kind, Breaks::Neither);
        }
        for kind in new.webhooks.iter().filter(|kind| !old.webhooks.contains(kind)) {
            let kind = ChangeKind::WebhookAdded { kind: kind.clone() };
            self.add(Place::channel(old), kind, Breaks::Neither);
        }
    }
}

/// The events of a channel, with their keys.
fn messages<'d>(document: &'d AsyncApi, channel: &Channel) -> Vec<(&'d str, &'d Message)> {
    let messages = channel.messages.values().filter_map(|reference| {
        let (key, message) = document.components.messages.get_key_value(reference.key())?;
        Some((key.as_str(), message))
    });
    messages.collect()
}

fn same_type_and_name(one: (&str, &Message), other: (&str, &Message)) -> bool {
    same_type(one, other) && same_name(one, other)
}

fn same_name((_, one): (&str, &Message), (_, other): (&str, &Message)) -> bool {
    one.name == other.name
}

fn same_type((one, _): (&str, &Message), (other, _): (&str, &Message)) -> bool {
    one == other
}
