//! Maps with integer keys, whose type JSON Schema does not state.

use std::collections::BTreeSet;

use super::report::Place;
use crate::schema::{
    async_api::{AsyncApi, Channel},
    references::{has_key, reachable},
};

/// The events of both documents that have such maps.
pub(super) fn in_both(old: &AsyncApi, new: &AsyncApi) -> Vec<Place> {
    let (old, new) = (places(old), places(new));
    old.intersection(&new).cloned().collect()
}

fn places(document: &AsyncApi) -> BTreeSet<Place> {
    let schemas = &document.components.schemas;
    let of_channel = |channel: &Channel| {
        let messages = channel.messages.values().filter_map(|it| document.components.messages.get(it.key()));
        let with_maps = messages.filter(|message| {
            let used = reachable(std::iter::once(&message.payload), schemas);
            let definitions = used.iter().filter_map(|name| schemas.get(name));
            definitions.chain([&message.payload]).any(|schema| has_key(schema, &[r"^\d+$", r"^-?\d+$"]))
        });
        let address = channel.address.clone();
        let place =
            |name: &String| Place { channel: address.clone(), event: Some(name.clone()), field: None };
        with_maps.map(|message| place(&message.name)).collect::<Vec<_>>()
    };
    document.channels.values().flat_map(of_channel).collect()
}
