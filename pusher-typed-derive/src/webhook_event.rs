//! `#[derive(WebhookEvent)]`: reads and checks the declaration; `webhook_event_expand.rs` generates the code.

use quote::format_ident;
use syn::{
    Data, DataEnum, DeriveInput, Fields, Ident, ItemType, Path, Type, Variant, parse_quote,
    spanned::Spanned as _,
};

use crate::{
    attr::{self, Entry},
    errors::Errors,
    item, suggest,
};

/// A declared enum, ready to be generated.
pub(crate) struct HookDecl<'i> {
    pub(crate) krate: Path,
    pub(crate) input: &'i DeriveInput,
    pub(crate) variants: Vec<HookVariant<'i>>,
    /// Names of types with arguments. With one token for the type, what is wrong with it is one error.
    pub(crate) aliases: Vec<ItemType>,
}

/// One variant and what it takes.
pub(crate) struct HookVariant<'i> {
    pub(crate) ident: &'i Ident,
    /// As it stands in the attribute and in the JSON: `member_added`.
    pub(crate) kind: String,
    pub(crate) content: Content<'i>,
}

pub(crate) enum Content<'i> {
    /// `(ClientEvent<C, E>)`; what generated code names it by.
    ClientEvent(Box<Type>),
    /// `(RawWebhookEvent)`
    Other(&'i Type),
    /// The values of the event, with names or in the order of [`expected`].
    Fields(Vec<HookField<'i>>),
}

/// A value of the event: its key in the JSON, and the variant's field that holds it.
pub(crate) struct HookField<'i> {
    pub(crate) key: &'static str,
    /// `None` in a tuple variant.
    pub(crate) ident: Option<&'i Ident>,
    pub(crate) ty: &'i Type,
}

impl<'i> HookVariant<'i> {
    pub(crate) fn field(&self, key: &str) -> Option<&HookField<'i>> {
        match &self.content {
            Content::Fields(fields) => fields.iter().find(|field| field.key == key),
            Content::ClientEvent(_) | Content::Other(_) => None,
        }
    }
}

/// The kinds that a variant may take.
const KINDS: [&str; 8] = [
    "channel_occupied",
    "channel_vacated",
    "member_added",
    "member_removed",
    "client_event",
    "cache_miss",
    "subscription_count",
    "other",
];

/// What an event of the kind tells: the first is the channel.
fn expected(kind: &str) -> &'static [&'static str] {
    match kind {
        "member_added" | "member_removed" => &["channel", "user_id"],
        "subscription_count" => &["channel", "subscription_count"],
        "client_event" => &["channel", "event", "data", "socket_id", "user_id"],
        _ => &["channel"],
    }
}

/// A variant as it may be written.
fn example(kind: &str, ident: &Ident) -> String {
    match kind {
        "member_added" | "member_removed" => {
            format!("{ident} {{ channel: RoomChannel, user_id: u64 }}")
        }
        "subscription_count" => format!("{ident} {{ channel: OrderChannel, subscription_count: u64 }}"),
        "client_event" => format!("{ident}(ClientEvent<RoomChannel, Typing>)"),
        "other" => format!("{ident}(RawWebhookEvent)"),
        "cache_miss" => format!("{ident}(PriceChannel)"),
        _ => format!("{ident}(OrderChannel)"),
    }
}

pub(crate) fn parse<'i>(input: &'i DeriveInput, errors: &mut Errors) -> HookDecl<'i> {
    let entries = attr::entries(&input.attrs, &["crate"], errors);
    let data = require_enum(input, errors);
    let mut variants = data.map(|data| variants(data, &input.ident, errors)).unwrap_or_default();
    let concrete = input.generics.params.is_empty();
    let aliases = if concrete { name_client_events(&mut variants) } else { Vec::new() };
    HookDecl { krate: item::crate_path(&entries), input, variants, aliases }
}

/// Gives each `ClientEvent<C, E>` a name.
fn name_client_events(variants: &mut [HookVariant<'_>]) -> Vec<ItemType> {
    let mut aliases = Vec::new();
    for (at, variant) in variants.iter_mut().enumerate() {
        if let Content::ClientEvent(ty) = &mut variant.content {
            let alias = format_ident!("__ClientEvent{at}", span = ty.span());
            aliases.push(parse_quote!(type #alias = #ty;));
            **ty = parse_quote!(#alias);
        }
    }
    aliases
}

fn require_enum<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Option<&'i DataEnum> {
    let message = "`WebhookEvent` is for enums with variants such as `#[pusher(channel_occupied)] Watched(OrderChannel)`";
    match &input.data {
        Data::Enum(data) => return Some(data),
        Data::Struct(data) => errors.at(data.struct_token, message),
        Data::Union(data) => errors.at(data.union_token, message),
    }
    None
}

fn variants<'i>(data: &'i DataEnum, set: &Ident, errors: &mut Errors) -> Vec<HookVariant<'i>> {
    if data.variants.is_empty() {
        let example = "#[pusher(channel_occupied)] Watched(OrderChannel)";
        errors.at(set, format!("the enum takes nothing; add a variant such as `{example}`"));
    }
    let mut others = 0;
    let variants = data.variants.iter().filter_map(|variant| {
        let kind = kind_of(variant, errors)?;
        if kind == "other" {
            others += 1;
            if others > 1 {
                errors.at(&kind, "another variant takes the other events already; remove one of the two");
            }
        }
        let (ident, kind) = (&variant.ident, kind.to_string());
        Some(HookVariant { ident, content: content_of(variant, &kind, errors)?, kind })
    });
    variants.collect()
}

/// The key that says which events the variant takes.
fn kind_of(variant: &Variant, errors: &mut Errors) -> Option<Ident> {
    let mut entries = attr::entries(&variant.attrs, &KINDS, errors);
    for field in &variant.fields {
        attr::entries(&field.attrs, &[], errors);
    }
    entries.list.retain(|spanned| matches!(spanned.entry, Entry::Webhook));
    let mut kinds = entries.list.into_iter().map(|spanned| spanned.key);
    let kind = kinds.next();
    let first = kind.as_ref().map(ToString::to_string).unwrap_or_default();
    // The same kind twice has been reported.
    for key in kinds.filter(|key| *key != first) {
        errors.at(&key, format!("a variant takes one kind of events; declare another variant for `{key}`"));
    }
    if kind.is_none() && !entries.incomplete {
        let (ident, kinds) = (&variant.ident, suggest::list(&KINDS));
        let message = format!(
            "`{ident}` does not say which events it takes; add for example `#[pusher(channel_occupied)]`; there are {kinds}"
        );
        errors.at(ident, message);
    }
    kind
}

fn content_of<'i>(variant: &'i Variant, kind: &str, errors: &mut Errors) -> Option<Content<'i>> {
    match (&variant.fields, kind) {
        (Fields::Named(_), kind) if kind != "other" => named(variant, kind, errors),
        (Fields::Unnamed(fields), "other" | "client_event") if fields.unnamed.len() == 1 => {
            let ty = &fields.unnamed.first()?.ty;
            Some(if kind == "other" {
                Content::Other(ty)
            } else {
                Content::ClientEvent(Box::new(ty.clone()))
            })
        }
        (Fields::Unnamed(fields), kind)
            if !matches!(kind, "other" | "client_event") && fields.unnamed.len() == expected(kind).len() =>
        {
            let fields = fields.unnamed.iter().zip(expected(kind));
            Some(Content::Fields(
                fields.map(|(field, key)| HookField { key, ident: None, ty: &field.ty }).collect(),
            ))
        }
        (fields, kind) => {
            let message =
                format!("a variant for `{kind}` is written for example `{}`", example(kind, &variant.ident));
            match fields {
                Fields::Unit => errors.at(&variant.ident, message),
                fields => errors.at(fields, message),
            }
            None
        }
    }
}

fn named<'i>(variant: &'i Variant, kind: &str, errors: &mut Errors) -> Option<Content<'i>> {
    let mut found = Vec::new();
    let (mut known, mut complete) = (expected(kind).to_vec(), true);
    for field in &variant.fields {
        let ident = field.ident.as_ref()?;
        let name = item::bare(ident);
        if let Some(key) = expected(kind).iter().find(|key| **key == name) {
            known.retain(|other| other != key);
            found.push(HookField { key, ident: Some(ident), ty: &field.ty });
        } else {
            complete = false;
            errors.at(ident, no_such_field(kind, &name, &known));
        }
    }
    let needed: &[&str] = if kind == "client_event" { &["channel", "event"] } else { &["channel"] };
    let missing: Vec<&str> = needed.iter().copied().filter(|key| known.contains(key)).collect();
    // A misspelt field has been reported.
    if !missing.is_empty() && complete {
        let (list, example) = (suggest::list(&missing), example(kind, &variant.ident));
        errors.at(
            &variant.ident,
            format!("a variant for `{kind}` needs the field {list}; write for example `{example}`"),
        );
    }
    Some(Content::Fields(found))
}

fn no_such_field(kind: &str, name: &str, known: &[&str]) -> String {
    let hint = match suggest::closest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it tells {}", suggest::list(expected(kind))),
    };
    format!("a `{kind}` event has no `{name}`; {hint}")
}
