//! Channels and events: what is gone, new, or called otherwise.

use serde_json::Value;

use super::{
    Breaks, Change, ChangeKind, Place, params,
    payload::{self, Difference},
};
use crate::schema::{AsyncApi, Channel, Message, Parameter};

/// Everything that differs between two documents.
pub(super) fn compare(old: &AsyncApi, new: &AsyncApi) -> Vec<Change> {
    let mut compared = Compared { old, new, changes: Vec::new() };
    let mut seen: Vec<&str> = Vec::new();
    for (key, channel) in &old.channels {
        match counterpart(key, channel, old, new) {
            Some((new_key, other)) => {
                seen.push(new_key);
                compared.channel(channel, other);
            }
            None => compared.add(Place::channel(channel), ChangeKind::ChannelRemoved, Breaks::Both),
        }
    }
    for (key, channel) in &new.channels {
        if !seen.contains(&key.as_str()) {
            compared.add(Place::channel(channel), ChangeKind::ChannelAdded, Breaks::Nobody);
        }
    }
    compared.changes
}

/// The same channel in the new document: the one with the same address, else
/// the one whose type has the same name and whose address is new.
fn counterpart<'d>(
    key: &str,
    channel: &Channel,
    old: &AsyncApi,
    new: &'d AsyncApi,
) -> Option<(&'d str, &'d Channel)> {
    let by_address = new.channels.iter().find(|(_, other)| is_same_address(channel, other));
    let is_known = |other: &Channel| old.channels.values().any(|known| is_same_address(known, other));
    let by_type = new.channels.get_key_value(key).filter(|(_, other)| !is_known(other));
    by_address.or(by_type).map(|(key, other)| (key.as_str(), other))
}

/// Whether the channels have the same names, whatever the placeholders are called.
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
    changes: Vec<Change>,
}

impl Compared<'_> {
    fn add(&mut self, place: Place, kind: ChangeKind, breaks: Breaks) {
        self.changes.push(Change { place, kind, breaks });
    }

    fn channel(&mut self, old: &Channel, new: &Channel) {
        let kind = |channel: &Channel| (channel.kind.clone(), channel.encrypted, channel.cached);
        let to = new.address.clone();
        if kind(old) != kind(new) {
            self.add(Place::channel(old), ChangeKind::KindChanged { to }, Breaks::Both);
        } else if !is_same_address(old, new) {
            self.add(Place::channel(old), ChangeKind::PatternChanged { to }, Breaks::Both);
        } else {
            self.parameters(old, new);
        }
        self.member(old, new);
        self.events(old, new);
        self.webhooks(old, new);
    }

    fn parameters(&mut self, old: &Channel, new: &Channel) {
        for (name, other) in placeholders(&old.address).zip(placeholders(&new.address)) {
            let place = Place { field: Some(format!("{{{name}}}")), ..Place::channel(old) };
            if name != other {
                let to = format!("{{{other}}}");
                self.add(place.clone(), ChangeKind::ParameterRenamed { to }, Breaks::Nobody);
            }
            if let (Some(before), Some(after)) = (old.parameters.get(name), new.parameters.get(other)) {
                self.parameter(place, before, after);
            }
        }
    }

    fn parameter(&mut self, place: Place, before: &Parameter, after: &Parameter) {
        let (kind, breaks) = match (params::includes(after, before), params::includes(before, after)) {
            (true, true) => return,
            // The others refuse the names that are new.
            (true, false) => (ChangeKind::ParameterWidened, Breaks::Subscribers),
            (false, _) => (ChangeKind::ParameterNarrowed, Breaks::Both),
        };
        self.add(place, kind, breaks);
    }

    fn member(&mut self, old: &Channel, new: &Channel) {
        if let (Some(before), Some(after)) = (&old.member, &new.member) {
            let place = Place { field: Some("member".to_owned()), ..Place::channel(old) };
            let id = Place { field: Some("member id".to_owned()), ..place.clone() };
            self.parameter(id, &before.user_id, &after.user_id);
            self.payload(&place, &before.user_info, &after.user_info);
        }
    }

    fn events(&mut self, old: &Channel, new: &Channel) {
        let mut seen: Vec<&str> = Vec::new();
        for (key, event) in messages(self.old, old) {
            let place = Place::event(old, event);
            let Some((new_key, other)) = same_event(key, event, messages(self.new, new)) else {
                self.add(place, ChangeKind::EventRemoved, Breaks::Both);
                continue;
            };
            seen.push(new_key);
            if event.name != other.name {
                let to = other.name.clone();
                self.add(place.clone(), ChangeKind::EventRenamed { to }, Breaks::Both);
            }
            self.payload(&place, &event.payload, &other.payload);
        }
        for (key, event) in messages(self.new, new) {
            if !seen.contains(&key) {
                self.add(Place::event(new, event), ChangeKind::EventAdded, Breaks::Nobody);
            }
        }
    }

    fn payload(&mut self, place: &Place, old: &Value, new: &Value) {
        let differences = payload::compare((old, &self.old.components), (new, &self.new.components));
        for Difference { path, kind, breaks } in differences {
            let parts = [place.field.as_deref(), Some(path.as_str())];
            let field =
                parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
            let field = Some(field).filter(|field| !field.is_empty());
            self.add(Place { field, ..place.clone() }, kind, breaks);
        }
    }

    fn webhooks(&mut self, old: &Channel, new: &Channel) {
        for kind in old.webhooks.iter().filter(|kind| !new.webhooks.contains(kind)) {
            let kind = ChangeKind::WebhookRemoved { kind: kind.clone() };
            self.add(Place::channel(old), kind, Breaks::Nobody);
        }
        for kind in new.webhooks.iter().filter(|kind| !old.webhooks.contains(kind)) {
            let kind = ChangeKind::WebhookAdded { kind: kind.clone() };
            self.add(Place::channel(old), kind, Breaks::Nobody);
        }
    }
}

/// The events of a channel, with their keys.
fn messages<'d>(
    document: &'d AsyncApi,
    channel: &'d Channel,
) -> impl Iterator<Item = (&'d str, &'d Message)> + Clone {
    channel.messages.values().filter_map(|reference| {
        let key = reference.key();
        document.components.messages.get(key).map(|message| (key, message))
    })
}

/// The event with the same name, else the one whose type has the same name.
fn same_event<'d>(
    key: &str,
    event: &Message,
    mut others: impl Iterator<Item = (&'d str, &'d Message)> + Clone,
) -> Option<(&'d str, &'d Message)> {
    let by_name = others.clone().find(|(_, other)| other.name == event.name);
    by_name.or_else(|| others.find(|(other, _)| *other == key))
}
