//! The fields of an event, and what serde does with them.

use syn::{DeriveInput, Fields};

use crate::{
    attr,
    channel::{self, ChannelField},
    errors::Errors,
    event::EventChannel,
    item,
};

/// A field of the event, as far as channels are concerned.
pub(crate) struct EventField {
    pub(crate) field: ChannelField,
    pub(crate) name: String,
    pub(crate) skip: Skip,
}

pub(crate) fn fields(input: &DeriveInput, errors: &mut Errors) -> Vec<EventField> {
    let Some(data) = item::require_struct(input, "an event", errors) else { return Vec::new() };
    for field in &data.fields {
        // `user_id` belongs to a `PresenceMember` that is an event as well.
        attr::entries(&field.attrs, &["user_id"], errors);
    }
    match &data.fields {
        Fields::Named(fields) => fields.named.iter().filter_map(event_field).collect(),
        Fields::Unnamed(_) | Fields::Unit => Vec::new(),
    }
}

fn event_field(field: &syn::Field) -> Option<EventField> {
    let skip = skip_of(&field.attrs);
    let field = channel::channel_field(field)?;
    Some(EventField { name: item::bare(&field.ident), field, skip })
}

/// What serde does with a field, as far as channels are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skip {
    No,
    /// It is read from nowhere but the channel's name.
    Read,
    /// It is not written, and reading fails without it.
    WriteOnly,
}

fn skip_of(attrs: &[syn::Attribute]) -> Skip {
    let lists = attrs.iter().filter_map(|attr| match &attr.meta {
        syn::Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.clone()),
        _ => None,
    });
    let words: Vec<String> = lists.flatten().map(|token| token.to_string()).collect();
    let says = |word: &str| words.iter().any(|known| known == word);
    if says("skip") || says("skip_deserializing") || (says("skip_serializing") && says("default")) {
        Skip::Read
    } else if says("skip_serializing") {
        Skip::WriteOnly
    } else {
        Skip::No
    }
}

/// A field that serde does not read must be told by every channel's name, once.
pub(crate) fn refuse_unreadable(fields: &[EventField], channels: &[EventChannel], errors: &mut Errors) {
    for EventField { field, name, skip } in fields.iter().filter(|field| field.skip != Skip::No) {
        let placed =
            |channel: &EventChannel| channel.placed().iter().filter(|ident| **ident == &field.ident).count();
        let counts: Vec<usize> = channels.iter().map(placed).collect();
        if counts.iter().all(|count| *count == 0) {
            continue;
        }
        let message = if *skip == Skip::WriteOnly {
            format!(
                "`{name}` is not in the payload, so it could not be read back; write `skip`, or add `default`"
            )
        } else if counts.contains(&0) {
            format!(
                "`{name}` is not in the payload, and not every channel of the event tells it; do not skip it"
            )
        } else if counts.iter().any(|count| *count > 1) {
            format!("`{name}` is not in the payload, and stands twice in a channel; do not skip it")
        } else {
            continue;
        };
        errors.at(&field.ident, message);
    }
}
