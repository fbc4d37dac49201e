//! `#[derive(Channel)]`: reads and checks the declaration; `channel_expand.rs` generates the code.

use syn::{Data, DeriveInput, Fields, Generics, Ident, Path, Type, Visibility};

use crate::{
    attr::{self, Entries, Entry, Target},
    errors::Errors,
    item,
    pattern::{Kind, Pattern},
    suggest,
};

/// A declared channel, ready to be generated.
pub(crate) struct ChannelDecl {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<ChannelField>,
    /// `None` when it is missing, which is an error already.
    pub(crate) pattern: Option<Pattern>,
    pub(crate) member: Option<Type>,
    pub(crate) doc: String,
}

#[derive(Clone)]
pub(crate) struct ChannelField {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) doc: String,
}

pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> ChannelDecl {
    let entries = attr::entries(&input.attrs, &["channel", "kind", "member", "crate"], errors);
    let fields = named_fields(input, errors);
    let pattern = pattern_of(&input.ident, &entries, errors);
    let member = member_of(&entries, pattern.as_ref(), errors);
    // In a tuple struct or a half-read pattern, what does not fit together is no second mistake.
    let named = !matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unnamed(_)));
    if let Some(pattern) = pattern.as_ref().filter(|pattern| pattern.complete && named) {
        let known: Vec<String> = fields.iter().map(|field| item::bare(&field.ident)).collect();
        pattern.check_fields(&known, errors);
        refuse_unplaced(&fields, pattern, errors);
    }
    ChannelDecl {
        krate: item::crate_path(&entries),
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        fields,
        pattern,
        member,
        doc: item::doc(&input.attrs),
    }
}

fn named_fields(input: &DeriveInput, errors: &mut Errors) -> Vec<ChannelField> {
    let Some(data) = item::require_struct(input, "a channel", errors) else { return Vec::new() };
    for field in &data.fields {
        attr::entries(&field.attrs, &[], errors);
    }
    match &data.fields {
        Fields::Named(fields) => fields.named.iter().filter_map(channel_field).collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            let message =
                "placeholders are filled by fields with names; write `struct OrderChannel { id: u64 }`";
            errors.at(fields, message);
            Vec::new()
        }
    }
}

pub(crate) fn channel_field(field: &syn::Field) -> Option<ChannelField> {
    let ident = field.ident.clone()?;
    Some(ChannelField { ident, vis: field.vis.clone(), ty: field.ty.clone(), doc: item::doc(&field.attrs) })
}

fn pattern_of(ident: &Ident, entries: &Entries, errors: &mut Errors) -> Option<Pattern> {
    let mut targets = entries.list.iter().filter_map(|spanned| match &spanned.entry {
        Entry::Channel(target) => Some((&spanned.key, target)),
        _ => None,
    });
    let Some((_, target)) = targets.next() else {
        if !entries.incomplete {
            let example = "#[pusher(channel = \"private-orders-<id>\")]";
            errors.at(ident, format!("the channel has no pattern; add `{example}`"));
        }
        return None;
    };
    for (key, _) in targets {
        errors.at(key, "a channel has one pattern; remove this one");
    }
    match target {
        Target::Pattern(literal) => Some(Pattern::parse(literal, entries.kind().as_ref(), errors)),
        Target::Type { path, .. } => {
            errors.at(path, "a channel's pattern is a string; write for example `\"private-orders-<id>\"`");
            None
        }
    }
}

/// The member type, which presence channels have and the others have not.
pub(crate) fn member_of(entries: &Entries, pattern: Option<&Pattern>, errors: &mut Errors) -> Option<Type> {
    let member = entries.list.iter().find_map(|spanned| match &spanned.entry {
        Entry::Member(ty) => Some((&spanned.key, ty.clone())),
        _ => None,
    });
    match (pattern, &member) {
        (Some(pattern), None) if pattern.kind() == Kind::Presence && !entries.incomplete => {
            errors.at(
                &pattern.literal,
                "a presence channel needs the type of its members; add `member = Member`",
            );
        }
        (Some(pattern), Some((key, _))) if pattern.kind() != Kind::Presence => {
            let message =
                "only presence channels have members; begin the pattern with `presence-`, or remove `member`";
            errors.at(key, message);
        }
        _ => {}
    }
    member.map(|(_, ty)| ty)
}

/// Every field of a channel stands in its name.
fn refuse_unplaced(fields: &[ChannelField], pattern: &Pattern, errors: &mut Errors) {
    let placed: Vec<&str> = pattern.placeholders().map(|placeholder| placeholder.field.as_str()).collect();
    for field in fields {
        let name = item::bare(&field.ident);
        // A misspelt placeholder has been reported with the field that it meant.
        let meant = placed.iter().any(|placed| suggest::closest(placed, [name.as_str()]).is_some());
        if !placed.contains(&name.as_str()) && !meant {
            let pattern = pattern.literal.value();
            let message = format!(
                "the field `{name}` is not in the pattern `{pattern}`; write `<{name}>` where it belongs, or remove the field"
            );
            errors.at(&field.ident, message);
        }
    }
}
