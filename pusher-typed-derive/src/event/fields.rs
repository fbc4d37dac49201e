//! The fields of an event, and what serde does with them.

use syn::{DeriveInput, Field, Type};

use crate::{
    attr::{Attributes, Key, SerdeAttributes},
    channel::{self, ChannelField},
    errors::Errors,
    item,
};

/// The fields of an event, as far as channels are concerned.
#[derive(Default)]
pub(super) struct EventFields {
    /// Those with names, which can be in a channel's name.
    pub(super) named: Vec<EventField>,
    /// Whether the fields, if there are any, have names.
    pub(super) has_names: bool,
    /// Whether a field borrows from the message that the event is decoded from, as serde sees it.
    pub(super) borrow: bool,
}

/// A field of the event.
pub(super) struct EventField {
    pub(super) field: ChannelField,
    pub(super) name: String,
    pub(super) skip: Skip,
}

/// What serde does with a field, as far as channels are concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    No,
    /// It is read from nowhere but the channel's name.
    Read,
    /// The same, and where the name does not have it, a default value is meant.
    Default,
    /// It is not written, and reading fails without it.
    WriteOnly,
}

pub(super) fn read(input: &DeriveInput, errors: &mut Errors) -> EventFields {
    let instead = "declare a struct, and derive `EventSet` for an enum of such structs";
    let Some(data) = item::require_struct(input, "an event", instead, errors) else {
        return EventFields::default();
    };
    let has_lifetime = input.generics.lifetimes().next().is_some();
    let has_names = !data.fields.iter().any(|field| field.ident.is_none());
    let mut fields = EventFields { has_names, ..EventFields::default() };
    for field in &data.fields {
        // `user_id` belongs to a `PresenceMember` that is an event as well.
        Attributes::read(&field.attrs, &[Key::UserId], errors);
        let serde = SerdeAttributes::read(&field.attrs);
        fields.borrow |= has_lifetime && borrows(field, &serde);
        fields.named.extend(named(field, &serde));
    }
    fields
}

fn named(field: &Field, serde: &SerdeAttributes) -> Option<EventField> {
    let field = channel::field(field)?;
    Some(EventField { name: item::bare(&field.ident), field, skip: Skip::of(serde) })
}

fn borrows(field: &Field, serde: &SerdeAttributes) -> bool {
    serde.has("borrow") || matches!(field.ty, Type::Reference(_)) && serde.is_read()
}

impl Skip {
    /// Whether the channel's name must fill the field.
    pub(super) fn is_filled(self) -> bool {
        matches!(self, Skip::Read | Skip::Default)
    }

    fn of(serde: &SerdeAttributes) -> Skip {
        match (serde.is_written(), serde.is_read()) {
            (true, true) => Skip::No,
            (true, false) => Skip::Default,
            (false, _) if serde.has("default") => Skip::Default,
            (false, false) => Skip::Read,
            (false, true) => Skip::WriteOnly,
        }
    }
}
