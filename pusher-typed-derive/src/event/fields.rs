//! The fields of an event, and how serde handles them.

use syn::{DeriveInput, Field, Type};

use crate::{
    attr::{Attributes, Key, SerdeAttributes},
    channel::{self, ChannelField},
    errors::Errors,
    item,
};

/// The fields of an event, as far as channels depend on them.
#[derive(Default)]
pub(super) struct EventFields {
    /// The named fields, which can occur in a channel's name.
    pub(super) named: Vec<EventField>,
    /// Whether the fields are named. Also true if there are none.
    pub(super) has_names: bool,
    /// Whether a field borrows from the decoded message, by serde's rules.
    pub(super) borrow: bool,
}

/// A field of the event.
pub(super) struct EventField {
    pub(super) field: ChannelField,
    pub(super) name: String,
    pub(super) skip: Skip,
}

/// How serde handles a field, as far as channels depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    No,
    /// The field is filled only from the channel's name.
    Read,
    /// Like `Read`, but a default value is intended if the name does not contain the field.
    Default,
    /// The field is not serialized, but required for deserialization.
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
        // `user_id` is a key of `PresenceMember`; a member can also be an event.
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
    /// Whether the field must be filled from the channel's name.
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
