//! Reads and checks the declaration of a presence member.

use syn::{DeriveInput, Field};

use super::declaration::{MemberDeclaration, MemberField};
use crate::{
    attr::{Attributes, Key, SerdeAttributes},
    errors::Errors,
    header::Header,
    item,
    output::{Parsed, Seal},
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<MemberDeclaration<'_>, Header<'_>> {
    let mut errors = Errors::default();
    // A member may also be an event, whose derive parses these keys.
    let keys = [Key::Crate, Key::Channel, Key::Event, Key::User, Key::Kind, Key::Member];
    let attributes = Attributes::read(&input.attrs, &keys, &mut errors);
    let serde = SerdeAttributes::read(&input.attrs);
    let fields = fields(input, &mut errors);
    refuse_other_forms(&serde, &mut errors);
    // In an event the field is part of the payload, where the attributes apply.
    if let Some((id, _)) = fields.as_ref().filter(|_| attributes.event.is_none()) {
        refuse_other_ids(id, &mut errors);
    }
    let declaration = fields.map(|(id, info)| MemberDeclaration { input, serde, id, info });
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(declaration),
        known: Header::new(&input.ident, &input.generics),
    }
}

/// The one field with `#[pusher(user_id)]`, and the others.
fn fields<'i>(
    input: &'i DeriveInput,
    errors: &mut Errors,
) -> Option<(MemberField<'i>, Vec<MemberField<'i>>)> {
    let data = item::require_struct(input, "a presence member", "declare a struct", errors)?;
    let (mut id, mut info) = (None, Vec::new());
    for field in &data.fields {
        let entry = Attributes::read(&field.attrs, &[Key::UserId], errors).user_id;
        match (entry, named(field)) {
            (None, named) => info.extend(named),
            (Some(entry), None) => errors.at(
                &entry.key,
                "a presence member has fields with names; write `#[pusher(user_id)] id: u64`",
            ),
            (Some(entry), Some(_)) if id.is_some() => {
                errors.at(&entry.key, "a presence member has one user id; remove this `user_id`");
            }
            (Some(_), Some(field)) => id = Some(field),
        }
    }
    if id.is_none() && errors.is_empty() {
        let message =
            "no field is marked as the user's id; add `#[pusher(user_id)]` to the field with the id";
        errors.at(&input.ident, message);
    }
    Some((id?, info))
}

fn named(field: &Field) -> Option<MemberField<'_>> {
    let serde = SerdeAttributes::read(&field.attrs);
    field.ident.as_ref().map(|ident| MemberField { ident, field, serde })
}

/// Rejects attributes that make serde write something other than the fields.
fn refuse_other_forms(serde: &SerdeAttributes, errors: &mut Errors) {
    for word in ["into", "transparent", "remote"].iter().filter_map(|key| serde.find(key)) {
        let message = format!(
            "the fields of a member are its info, so `{word}` is not supported; \
             move the attributes to the fields, or implement `PresenceMember` by hand"
        );
        errors.at(word, message);
    }
}

/// Rejects attributes that change how serde writes the id, because the protocol defines its format.
fn refuse_other_ids(id: &MemberField<'_>, errors: &mut Errors) {
    let keys =
        ["skip", "skip_serializing", "skip_serializing_if", "rename", "flatten", "with", "serialize_with"];
    for key in keys.iter().filter_map(|key| id.serde.find(key)) {
        let message = format!(
            "the user's id is always sent as `user_id`, so `{key}` is not supported here; remove it, or implement \
             `PresenceMember` by hand"
        );
        errors.at(key, message);
    }
}
