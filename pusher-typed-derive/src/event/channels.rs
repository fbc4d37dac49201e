//! Parses the channels of an event.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Generics, Ident, LitStr, TypePath, spanned::Spanned as _};

use super::{
    declaration::{ChannelType, FilledField, OwnChannel, Source},
    fields::{EventField, EventFields},
};
use crate::{
    attr::{Attributes, FieldSource, Keyed, Kind, Pattern, Target, pattern},
    channel::{self, ChannelField},
    errors::Errors,
    generics, item, suggest,
};

/// The result of parsing one channel.
pub(super) struct ReadChannel {
    pub(super) ty: ChannelType,
    /// The type as the user wrote it.
    name: String,
    /// The alias declaration that generated code uses for the type.
    pub(super) alias: Option<TokenStream>,
    /// The fields of the event that occur in the channel's name.
    pub(super) placed: Vec<Ident>,
    /// `None` if the event's fields do not fill the pattern.
    pub(super) source: Option<Source>,
}

impl ReadChannel {
    /// The channel type, if the caller passes the channel.
    pub(super) fn of_the_call(&self) -> Option<&str> {
        matches!(self.source, Some(Source::Call)).then_some(self.name.as_str())
    }
}

/// The channels, and the type that the event declares for one of them.
pub(super) fn read(
    input: &DeriveInput,
    fields: &EventFields,
    attributes: &Attributes,
    errors: &mut Errors,
) -> (Vec<ReadChannel>, Option<OwnChannel>) {
    refuse_fields_without_names(input, fields, attributes, errors);
    let (mut channels, mut own) = (Vec::new(), None);
    for Keyed { key, value } in &attributes.channels {
        match value {
            Target::Pattern(_) if own.is_some() => {
                let message = "an event declares at most one channel by a pattern; \
                    declare the second one as a struct with `#[derive(Channel)]` and write `channel = ThatChannel { … }`";
                errors.at(key, message);
            }
            Target::Pattern(literal) => {
                let (channel, declared) = own_channel(input, fields, literal, attributes, errors);
                channels.push(channel);
                own = Some(declared);
            }
            Target::Type { path, fields: sources } => {
                let filled = sources.as_deref().map(|sources| filled(fields, sources, errors));
                channels.push(foreign_channel(path, filled, channels.len(), &input.generics));
            }
        }
    }
    if own.is_none() {
        refuse_keys_of_patterns(attributes, errors);
    }
    refuse_repeated(&channels, attributes, errors);
    (channels, own)
}

/// The channels without those whose type an earlier one has.
pub(super) fn distinct(channels: &[ReadChannel]) -> impl Iterator<Item = &ReadChannel> {
    let is_new = |(at, channel): &(usize, &ReadChannel)| {
        channels.iter().take(*at).all(|earlier| earlier.name != channel.name)
    };
    channels.iter().enumerate().filter(is_new).map(|(_, channel)| channel)
}

/// Rejects a channel that is named twice. The same type with other fields is another channel.
fn refuse_repeated(channels: &[ReadChannel], attributes: &Attributes, errors: &mut Errors) {
    for (at, (channel, Keyed { key, .. })) in channels.iter().zip(&attributes.channels).enumerate() {
        let is_same =
            |earlier: &&ReadChannel| earlier.name == channel.name && earlier.placed == channel.placed;
        if channels.iter().take(at).any(|earlier| is_same(&earlier)) {
            errors.at(key, format!("the channel `{}` is named twice; remove one", channel.name));
        }
    }
}

/// Rejects placeholders and sources in an event without named fields. If the item is not a struct, this is
/// not a second error.
fn refuse_fields_without_names(
    input: &DeriveInput,
    fields: &EventFields,
    attributes: &Attributes,
    errors: &mut Errors,
) {
    let needs_names = |target: &Keyed<Target>| match &target.value {
        Target::Pattern(literal) => literal.value().contains('<'),
        Target::Type { fields, .. } => fields.as_ref().is_some_and(|fields| !fields.is_empty()),
    };
    if let (false, Data::Struct(data)) = (fields.has_names, &input.data)
        && attributes.channels.iter().any(needs_names)
    {
        let message = format!(
            "a channel's name is filled by fields with names; write `struct {} {{ id: u64 }}`",
            input.ident
        );
        errors.at(&data.fields, message);
    }
}

fn refuse_keys_of_patterns(attributes: &Attributes, errors: &mut Errors) {
    if let Some(Keyed { key, .. }) = &attributes.member {
        let message = "`member` belongs to the declaration of the channel; move it to its `#[pusher(…)]`";
        errors.at(key, message);
    }
    if let Some(Keyed { key, .. }) = &attributes.kind {
        let message = "`kind` belongs to the declaration of the channel, beside its pattern; remove it here";
        errors.at(key, message);
    }
    if let (Some(Keyed { key, .. }), None) = (&attributes.recoverable, &attributes.user) {
        let message =
            "`recoverable` belongs to the declaration of the channel; move it to its `#[pusher(…)]`";
        errors.at(key, message);
    }
}

/// A channel type that is declared elsewhere. `fields` are the fields of the event that fill it.
fn foreign_channel(
    path: &TypePath,
    fields: Option<Vec<FilledField>>,
    at: usize,
    generics: &Generics,
) -> ReadChannel {
    // A type without generic arguments is used by an alias, so that generated code names it at one place only: an
    // unknown type, or missing arguments, are reported once. A type parameter of the event is used by its own name.
    let plain = path.qself.is_none() && path.path.segments.iter().all(|segment| segment.arguments.is_none());
    let parameter = generics.type_params().map(|param| &param.ident).find(|param| path.path.is_ident(*param));
    let alias = (plain && parameter.is_none()).then(|| format_ident!("__Channel{at}", span = path.span()));
    let name = parameter.and_then(|_| path.path.get_ident()).or(alias.as_ref()).cloned();
    let placed = fields.iter().flatten().map(|field| field.source.event_field.clone()).collect();
    let path_in_expression = match &name {
        Some(name) => name.to_token_stream(),
        None => item::in_expression(path).into_token_stream(),
    };
    ReadChannel {
        name: path.to_token_stream().to_string().split_whitespace().collect(),
        alias: alias.map(|name| quote!(type #name = #path;)),
        ty: name.map_or_else(|| ChannelType::Tokens(path.to_token_stream()), ChannelType::Name),
        placed,
        source: Some(match fields {
            Some(fields) => Source::Fields { path: path_in_expression, fields },
            None => Source::Call,
        }),
    }
}

/// The channel that the short form declares: `OrderCreatedChannel` for `OrderCreated`.
fn own_channel(
    input: &DeriveInput,
    fields: &EventFields,
    literal: &LitStr,
    attributes: &Attributes,
    errors: &mut Errors,
) -> (ReadChannel, OwnChannel) {
    let pattern = pattern::read(literal, attributes.kind.as_ref(), errors);
    if pattern.complete && fields.has_names {
        let names: Vec<String> = fields.named.iter().map(|field| field.name.clone()).collect();
        pattern.check_fields(&names, errors);
    }
    let is_placed =
        |field: &&EventField| pattern.placeholders().any(|placeholder| placeholder.field == field.name);
    let placed: Vec<&EventField> = fields.named.iter().filter(is_placed).collect();
    let skipped = placed.iter().filter(|field| field.skip.is_filled()).map(|field| field.field.ident.clone());
    let skipped = skipped.collect();
    let fields: Vec<ChannelField> = placed.into_iter().map(|field| field.field.clone()).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let named = (format_ident!("{}Channel", input.ident), generics::used_by(&input.generics, &types));
    let (item, declaration) = channel::declare(named, &pattern, &fields, attributes, errors);
    refuse_public_client_event(literal, &pattern, attributes, errors);

    let ident = &item.ident;
    let ty = if item.generics.params.is_empty() {
        ChannelType::Name(ident.clone())
    } else {
        let (_, arguments, _) = item.generics.split_for_impl();
        ChannelType::Tokens(quote_spanned!(literal.span()=> #ident #arguments))
    };
    let channel = ReadChannel {
        ty,
        name: ident.to_string(),
        alias: None,
        placed: fields.iter().map(|field| field.ident.clone()).collect(),
        source: declaration.map(|channel| Source::Own { channel: Box::new(channel), skipped }),
    };
    let own = OwnChannel { item, vis: input.vis.clone(), fields, pattern: literal.value() };
    (channel, own)
}

/// Clients can send events to private and presence channels only.
fn refuse_public_client_event(
    literal: &LitStr,
    pattern: &Pattern,
    attributes: &Attributes,
    errors: &mut Errors,
) {
    let is_client = attributes.event.as_ref().is_some_and(|name| name.value.value().starts_with("client-"));
    if is_client && pattern.kind() == Kind::Public {
        let message = "browsers cannot send `client-` events to a public channel; begin the pattern with `private-` or `presence-`";
        errors.at(literal, message);
    }
}

/// The sources that are fields of the event.
fn filled(fields: &EventFields, sources: &[FieldSource], errors: &mut Errors) -> Vec<FilledField> {
    let names: Vec<String> = fields.named.iter().map(|field| field.name.clone()).collect();
    let mut filled = Vec::new();
    for source in sources.iter().filter(|_| fields.has_names) {
        let name = item::bare(&source.event_field);
        match fields.named.iter().find(|field| field.name == name) {
            Some(field) => {
                filled.push(FilledField { source: source.clone(), skipped: field.skip.is_filled() });
            }
            None => errors.at(&source.event_field, no_such_field(&source.channel_field, &name, &names)),
        }
    }
    filled
}

fn no_such_field(channel_field: &Ident, name: &str, names: &[String]) -> String {
    let hint = match suggest::closest(name, names.iter().map(String::as_str)) {
        // Only the channel's declaration shows whether the name is misspelled or a field of the channel.
        Some(meant) if *channel_field == name => {
            format!("did you mean `{meant}`, or `{channel_field}: {meant}`?")
        }
        Some(meant) => format!("did you mean `{meant}`?"),
        None if names.is_empty() => "the event has no fields with names".to_owned(),
        None => format!("write `{channel_field}: other` with one of its fields: {}", suggest::list(names)),
    };
    format!("the event has no field `{name}`; {hint}")
}
