//! Reads and checks the declaration of a channel.

use syn::{Attribute, DeriveInput, Fields, Generics, Ident, Type};

use super::declaration::{ChannelDeclaration, ChannelField, ChannelItem, ChannelKind, Part};
use crate::{
    attr::{Attributes, Key, Keyed, Kind, Pattern, Segment, Target, pattern},
    errors::Errors,
    item,
    output::{Parsed, Seal},
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<ChannelDeclaration, ChannelItem> {
    let mut errors = Errors::default();
    let keys = [Key::Channel, Key::Kind, Key::Member, Key::Recoverable, Key::Crate];
    let attributes = Attributes::read(&input.attrs, &keys, &mut errors);
    let fields = fields(input, &mut errors);
    let pattern = pattern_of(&input.ident, &attributes, &mut errors);
    let member = member_of(&attributes, pattern.as_ref(), &mut errors);
    let is_recoverable = is_recoverable(&attributes, pattern.as_ref(), &mut errors);
    // If the pattern or the fields could not be parsed completely, a mismatch between them is not a second
    // error.
    if let (Some(pattern), Some(fields)) = (pattern.as_ref().filter(|pattern| pattern.complete), &fields) {
        let names: Vec<String> = fields.iter().map(|field| item::bare(&field.ident)).collect();
        let meant = pattern.check_fields(&names, &mut errors);
        refuse_unplaced(fields, pattern, &meant, &mut errors);
    }
    let item = ChannelItem { ident: input.ident.clone(), generics: input.generics.clone(), member };
    let declaration = pattern.and_then(|pattern| {
        let declaration = fit(&item, &input.attrs, &pattern, &fields?)?;
        Some(ChannelDeclaration { is_recoverable, ..declaration })
    });
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(declaration),
        known: item,
    }
}

/// The channel `ident` that an event declares by a pattern. The event's `fields` fill the pattern.
pub(crate) fn declare(
    (ident, generics): (Ident, Generics),
    pattern: &Pattern,
    fields: &[ChannelField],
    attributes: &Attributes,
    errors: &mut Errors,
) -> (ChannelItem, Option<ChannelDeclaration>) {
    let member = member_of(attributes, Some(pattern), errors);
    let item = ChannelItem { ident, generics, member };
    let is_recoverable = is_recoverable(attributes, Some(pattern), errors);
    let declaration = fit(&item, &[], pattern, fields);
    let declaration = declaration.map(|channel| ChannelDeclaration { is_recoverable, ..channel });
    (item, declaration)
}

/// The parts of a channel, if each placeholder has a field.
fn fit(
    item: &ChannelItem,
    attrs: &[Attribute],
    pattern: &Pattern,
    fields: &[ChannelField],
) -> Option<ChannelDeclaration> {
    let part = |segment: &Segment| match segment {
        Segment::Literal(text) => Some(Part::Literal(text.clone())),
        Segment::Placeholder(placeholder) => {
            let field = fields.iter().find(|field| item::bare(&field.ident) == placeholder.field);
            field.cloned().map(Part::Placeholder)
        }
    };
    Some(ChannelDeclaration {
        ident: item.ident.clone(),
        generics: item.generics.clone(),
        doc: item::doc(attrs),
        is_deprecated: item::is_deprecated(attrs),
        literal: pattern.literal.clone(),
        parts: pattern.segments.iter().map(part).collect::<Option<_>>()?,
        kind: ChannelKind::new(pattern.kind(), item.member.clone())?,
        is_cache: pattern.is_cache(),
        is_recoverable: false,
    })
}

/// The fields of the struct; `None` if it has no field that can fill a placeholder.
fn fields(input: &DeriveInput, errors: &mut Errors) -> Option<Vec<ChannelField>> {
    let instead = "declare a struct, and derive `ChannelSet` for an enum of such structs";
    let data = item::require_struct(input, "a channel", instead, errors)?;
    for field in &data.fields {
        Attributes::refuse(&field.attrs, errors);
    }
    match &data.fields {
        Fields::Named(fields) => Some(fields.named.iter().filter_map(field).collect()),
        Fields::Unit => Some(Vec::new()),
        Fields::Unnamed(fields) if fields.unnamed.is_empty() => Some(Vec::new()),
        Fields::Unnamed(fields) => {
            let message =
                "placeholders are filled by fields with names; write `struct OrderChannel { id: u64 }`";
            errors.at(fields, message);
            None
        }
    }
}

pub(crate) fn field(field: &syn::Field) -> Option<ChannelField> {
    let ident = field.ident.clone()?;
    Some(ChannelField { ident, vis: field.vis.clone(), ty: field.ty.clone(), doc: item::doc(&field.attrs) })
}

fn pattern_of(ident: &Ident, attributes: &Attributes, errors: &mut Errors) -> Option<Pattern> {
    let Some((first, others)) = attributes.channels.split_first() else {
        if !attributes.incomplete {
            let example = "#[pusher(channel = \"private-orders-<id>\")]";
            errors.at(ident, format!("the channel has no pattern; add `{example}`"));
        }
        return None;
    };
    for Keyed { key, .. } in others {
        errors.at(key, "a channel has one pattern; remove this one");
    }
    match &first.value {
        Target::Pattern(literal) => Some(pattern::read(literal, attributes.kind.as_ref(), errors)),
        Target::Type { path, .. } => {
            errors.at(path, "a channel's pattern is a string; write for example `\"private-orders-<id>\"`");
            None
        }
    }
}

/// The member type. It is required for presence channels and invalid for the others.
fn member_of(attributes: &Attributes, pattern: Option<&Pattern>, errors: &mut Errors) -> Option<Type> {
    match (pattern, &attributes.member) {
        (Some(pattern), None) if pattern.kind() == Kind::Presence && !attributes.incomplete => {
            let message = "a presence channel needs the type of its members; add `member = Member`";
            errors.at(&pattern.literal, message);
        }
        // The member of a misspelt presence channel is not a second error.
        (Some(pattern), Some(_)) if pattern.is_misspelt => {}
        (Some(pattern), Some(Keyed { key, .. })) if pattern.kind() != Kind::Presence => {
            let message =
                "only presence channels have members; begin the pattern with `presence-`, or remove `member`";
            errors.at(key, message);
        }
        _ => {}
    }
    attributes.member.as_ref().map(|member| member.value.clone())
}

/// Whether the channel is recoverable, which cache channels cannot be.
fn is_recoverable(attributes: &Attributes, pattern: Option<&Pattern>, errors: &mut Errors) -> bool {
    let Some(Keyed { key, .. }) = &attributes.recoverable else { return false };
    if pattern.is_some_and(Pattern::is_cache) {
        let message = "a recoverable channel has a history, so it needs no cache; remove `cache-` from the pattern, or remove `recoverable`";
        errors.at(key, message);
    }
    true
}

/// Checks that every field is part of the channel's name. The fields in `meant` were already reported with a
/// placeholder.
fn refuse_unplaced(fields: &[ChannelField], pattern: &Pattern, meant: &[&str], errors: &mut Errors) {
    for field in fields {
        let name = item::bare(&field.ident);
        let is_placed = pattern.placeholders().any(|placeholder| placeholder.field == name);
        if !is_placed && !meant.contains(&name.as_str()) {
            let pattern = pattern.literal.value();
            let message = format!(
                "the field `{name}` is not in the pattern `{pattern}`; write `<{name}>` where it belongs, or remove the field"
            );
            errors.at(&field.ident, message);
        }
    }
}
