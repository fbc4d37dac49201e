//! Reads and checks the declaration of an enum of webhook events.

use quote::format_ident;
use syn::{DataEnum, DeriveInput, Fields, Ident, ItemType, Variant, parse_quote, spanned::Spanned as _};

use super::declaration::{Content, HookField, HookVariant, Value, Values, WebhookDeclaration};
use crate::{
    attr::{Attributes, Key, Keyed, VariantKind, WebhookKind},
    errors::Errors,
    header::Header,
    item,
    output::{Parsed, Seal},
    suggest,
};

pub(super) fn parse(input: &DeriveInput) -> Parsed<WebhookDeclaration<'_>, Header<'_>> {
    let mut errors = Errors::default();
    let attributes = Attributes::read(&input.attrs, &[Key::Crate], &mut errors);
    let message = || {
        let name = &input.ident;
        format!(
            "`WebhookEvent` is for enums; write for example \
             `enum {name} {{ #[pusher(channel_occupied)] Watched(OrderChannel) }}`"
        )
    };
    let data = item::require_enum(input, message, &mut errors);
    let variants = data.map(|data| variants(data, &input.ident, &mut errors));
    let header = Header::new(&input.ident, &input.generics);
    let declaration = variants.map(|mut variants| {
        let is_concrete = input.generics.params.is_empty();
        let aliases = if is_concrete { name_client_events(&mut variants, &input.ident) } else { Vec::new() };
        WebhookDeclaration { ident: &input.ident, header: header.clone(), is_concrete, variants, aliases }
    });
    Parsed {
        seal: Seal::new(input, attributes.crate_path()),
        declaration: errors.finish(declaration),
        known: header,
    }
}

/// Declares an alias for each `ClientEvent<C, E>`.
///
/// The alias is declared at the name of the enum `set`. So what the compiler says about an unknown type in the
/// alias is what it says about the enum, and it says it once.
fn name_client_events(variants: &mut [HookVariant<'_>], set: &Ident) -> Vec<ItemType> {
    let mut aliases = Vec::new();
    for (at, variant) in variants.iter_mut().enumerate() {
        if let Content::ClientEvent(ty) = &mut variant.content {
            let alias = format_ident!("__ClientEvent{at}", span = ty.span());
            let declared = Ident::new(&alias.to_string(), set.span());
            aliases.push(parse_quote!(type #declared = #ty;));
            **ty = parse_quote!(#alias);
        }
    }
    aliases
}

/// The variants that could be parsed. Errors were reported for the others.
fn variants<'i>(data: &'i DataEnum, set: &Ident, errors: &mut Errors) -> Vec<HookVariant<'i>> {
    if data.variants.is_empty() {
        let example = "#[pusher(channel_occupied)] Watched(OrderChannel)";
        errors.at(set, format!("the enum has no variants; add for example `{example}`"));
    }
    let mut others = 0;
    let variants = data.variants.iter().filter_map(|variant| {
        let Keyed { key, value: kind } = kind_of(variant, errors)?;
        if kind == VariantKind::Other {
            others += 1;
            if others > 1 {
                errors.at(&key, "another variant has the key `other` already; remove one of the two");
            }
        }
        Some(HookVariant { ident: &variant.ident, content: content_of(variant, kind, errors)? })
    });
    variants.collect()
}

/// The events that the variant matches, with the key that states it.
fn kind_of(variant: &Variant, errors: &mut Errors) -> Option<Keyed<VariantKind>> {
    let attributes = Attributes::read(&variant.attrs, &Key::WEBHOOKS, errors);
    let mut misplaced = Errors::default();
    for field in &variant.fields {
        Attributes::refuse(&field.attrs, &mut misplaced);
    }
    let is_misplaced = !misplaced.is_empty();
    errors.append(misplaced);
    let mut kinds = attributes.webhooks.into_iter();
    let Some(first) = kinds.next() else {
        if !attributes.incomplete && !is_misplaced {
            let (ident, kinds) = (&variant.ident, suggest::list(&VariantKind::ALL.map(VariantKind::name)));
            let message = format!(
                "the variant `{ident}` has no kind of webhook; add for example `#[pusher(channel_occupied)]`; the kinds are {kinds}"
            );
            errors.at(ident, message);
        }
        return None;
    };
    // A repeated kind has already been reported.
    for Keyed { key, .. } in kinds.filter(|other| other.value != first.value) {
        errors.at(&key, format!("a variant has one kind of webhook; declare another variant for `{key}`"));
    }
    Some(first)
}

fn content_of<'i>(variant: &'i Variant, kind: VariantKind, errors: &mut Errors) -> Option<Content<'i>> {
    let fields = &variant.fields;
    let only = || fields.iter().next().filter(|_| matches!(fields, Fields::Unnamed(_)) && fields.len() == 1);
    let content = match kind {
        VariantKind::Other => only().map(|field| Content::Other(&field.ty)),
        VariantKind::Kind(kind) if matches!(fields, Fields::Named(_)) => {
            return named(variant, kind, errors).map(Content::Values);
        }
        VariantKind::Kind(WebhookKind::ClientEvent) => {
            only().map(|field| Content::ClientEvent(Box::new(field.ty.clone())))
        }
        VariantKind::Kind(kind) => in_order(fields, kind).map(Content::Values),
    };
    if content.is_none() {
        let (name, example) = (kind.name(), example(kind, &variant.ident));
        let message =
            format!("these are not the fields of a variant for `{name}`; write for example `{example}`");
        match fields {
            Fields::Unit => errors.at(&variant.ident, message),
            fields => errors.at(fields, message),
        }
    }
    content
}

/// The values of a tuple variant: the channel, then the others.
fn in_order(fields: &Fields, kind: WebhookKind) -> Option<Values<'_>> {
    let Fields::Unnamed(_) = fields else { return None };
    let mut types = fields.iter().map(|field| HookField { ident: None, ty: &field.ty });
    let channel = types.next()?;
    let others: Vec<_> = types.collect();
    let expected = others_of(kind).iter().map(|(_, value)| *value);
    (others.len() == expected.len()).then(|| Values { kind, channel, others: expected.zip(others).collect() })
}

/// The values of a variant with named fields.
fn named<'i>(variant: &'i Variant, kind: WebhookKind, errors: &mut Errors) -> Option<Values<'i>> {
    let (mut channel, mut others, mut complete) = (None, Vec::new(), true);
    let expected = others_of(kind);
    let mut unused: Vec<&str> =
        std::iter::once("channel").chain(expected.iter().map(|(key, _)| *key)).collect();
    for field in &variant.fields {
        let ident = field.ident.as_ref()?;
        let (name, field) = (item::bare(ident), HookField { ident: Some(ident), ty: &field.ty });
        if name == "channel" {
            channel = Some(field);
        } else if let Some((_, value)) = expected.iter().find(|(key, _)| *key == name) {
            others.push((*value, field));
        } else {
            complete = false;
            errors.at(ident, no_such_field(kind, &name, &unused));
            continue;
        }
        unused.retain(|key| *key != name);
    }
    let needed: &[&str] = match kind {
        WebhookKind::ClientEvent => &["channel", "event"],
        _ => &["channel"],
    };
    let missing: Vec<&str> = needed.iter().copied().filter(|key| unused.contains(key)).collect();
    // A misspelled field has already been reported.
    if !missing.is_empty() && complete {
        let (list, example) = (suggest::list(&missing), example(VariantKind::Kind(kind), &variant.ident));
        let message =
            format!("a variant for `{}` needs the field {list}; write for example `{example}`", kind.name());
        errors.at(&variant.ident, message);
    }
    tell_names_from_events(&mut others);
    Some(Values { kind, channel: channel?, others })
}

/// With a field `data`, `event` is the name of any client event.
fn tell_names_from_events(others: &mut [(Value, HookField<'_>)]) {
    if others.iter().any(|(value, _)| *value == Value::Data) {
        for (value, _) in others.iter_mut().filter(|(value, _)| *value == Value::Event) {
            *value = Value::EventName;
        }
    }
}

/// The data of an event of this kind besides its channel: the JSON keys and their contents.
fn others_of(kind: WebhookKind) -> &'static [(&'static str, Value)] {
    match kind {
        WebhookKind::MemberAdded | WebhookKind::MemberRemoved => &[("user_id", Value::UserId)],
        WebhookKind::SubscriptionCount => &[("subscription_count", Value::SubscriptionCount)],
        WebhookKind::ClientEvent => &[
            ("event", Value::Event),
            ("data", Value::Data),
            ("socket_id", Value::SocketId),
            ("user_id", Value::Sender),
        ],
        WebhookKind::ChannelOccupied | WebhookKind::ChannelVacated | WebhookKind::CacheMiss => &[],
    }
}

/// The syntax of a variant, for messages.
fn example(kind: VariantKind, ident: &Ident) -> String {
    let VariantKind::Kind(kind) = kind else { return format!("{ident}(RawWebhookEvent)") };
    match kind {
        WebhookKind::ChannelOccupied | WebhookKind::ChannelVacated => format!("{ident}(OrderChannel)"),
        WebhookKind::MemberAdded | WebhookKind::MemberRemoved => {
            format!("{ident} {{ channel: RoomChannel, user_id: u64 }}")
        }
        WebhookKind::ClientEvent => format!("{ident}(ClientEvent<RoomChannel, Typing>)"),
        WebhookKind::CacheMiss => format!("{ident}(PriceChannel)"),
        WebhookKind::SubscriptionCount => {
            format!("{ident} {{ channel: OrderChannel, subscription_count: u64 }}")
        }
    }
}

fn no_such_field(kind: WebhookKind, name: &str, unused: &[&str]) -> String {
    let hint = if let Some(meant) = suggest::closest(name, unused.iter().copied()) {
        format!("did you mean `{meant}`?")
    } else {
        let keys: Vec<&str> =
            std::iter::once("channel").chain(others_of(kind).iter().map(|(key, _)| *key)).collect();
        format!("its fields are {}", suggest::list(&keys))
    };
    format!("a variant for `{}` has no field `{name}`; {hint}", kind.name())
}
