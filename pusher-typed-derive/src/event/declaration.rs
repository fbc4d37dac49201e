//! A valid event.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{DeriveInput, Visibility, spanned::Spanned as _};

use crate::{
    attr::FieldSource,
    channel::{ChannelDeclaration, ChannelField, ChannelItem},
    header::Header,
};

/// An event, with the parts that are known even if the declaration is invalid.
pub(super) struct EventItem<'i> {
    pub(super) input: &'i DeriveInput,
    /// The type of each channel of the event, with the tokens that name it.
    pub(super) types: Vec<ChannelType>,
    /// The same, each type once.
    pub(super) marked: Vec<ChannelType>,
    /// Each channel type is named at one place only, so that an unknown type is reported once.
    pub(super) aliases: Vec<TokenStream>,
    /// The channel that the short form declares.
    pub(super) own: Option<OwnChannel>,
}

/// The channel type that the short form declares.
pub(super) struct OwnChannel {
    pub(super) item: ChannelItem,
    pub(super) vis: Visibility,
    pub(super) fields: Vec<ChannelField>,
    /// The pattern, for the documentation.
    pub(super) pattern: String,
}

/// How generated code names a channel type.
#[derive(Clone)]
pub(super) enum ChannelType {
    /// The usual case. An identifier is generated faster than tokens, whose spans must be replaced.
    Name(Ident),
    Tokens(TokenStream),
}

/// An event with a valid name and valid channels.
pub(super) struct EventDeclaration {
    pub(super) name: String,
    /// Whether a field borrows from the decoded message, by serde's rules.
    pub(super) borrows: bool,
    pub(super) destination: Destination,
}

/// The destination of an event.
pub(super) enum Destination {
    User,
    /// At least one channel.
    Channels(Vec<EventChannel>),
}

/// A channel type that the event can be sent to.
pub(super) struct EventChannel {
    pub(super) ty: ChannelType,
    pub(super) source: Source,
}

/// What identifies the channel within its type.
pub(super) enum Source {
    /// The event's fields, through the pattern of its own channel.
    Own {
        channel: Box<ChannelDeclaration>,
        /// The fields that serde skips.
        skipped: Vec<Ident>,
    },
    /// The event's fields. `path` is the channel type as an expression.
    Fields { path: TokenStream, fields: Vec<FilledField> },
    /// The argument of the method call.
    Call,
}

/// A field of a channel, and the field of the event that fills it.
pub(super) struct FilledField {
    pub(super) source: FieldSource,
    /// Whether serde skips the event's field, so that it must be filled from the channel's name.
    pub(super) skipped: bool,
}

impl<'i> EventItem<'i> {
    /// The header of the impls, with a bound for each generic parameter that occurs in a channel's name.
    pub(super) fn header(&self) -> Header<'i> {
        let types = self.own.iter().flat_map(|own| &own.fields).map(|field| &field.ty);
        Header::new(&self.input.ident, &self.input.generics).bounded(types, &quote!(__pusher::ChannelParam))
    }
}

impl EventDeclaration {
    /// Whether clients send the event, and not servers.
    pub(super) fn is_client_event(&self) -> bool {
        self.name.starts_with("client-")
    }

    pub(super) fn channels(&self) -> &[EventChannel] {
        match &self.destination {
            Destination::User => &[],
            Destination::Channels(channels) => channels,
        }
    }
}

impl EventChannel {
    /// Whether the event's fields identify the channel.
    pub(super) fn is_addressed(&self) -> bool {
        !matches!(self.source, Source::Call)
    }

    /// The event's fields that serde skips, and the channel's fields that they are filled from.
    pub(super) fn fills(&self) -> Vec<(&Ident, &Ident)> {
        match &self.source {
            Source::Own { skipped, .. } => skipped.iter().map(|ident| (ident, ident)).collect(),
            Source::Fields { fields, .. } => {
                let skipped = fields.iter().filter(|field| field.skipped);
                skipped.map(|field| (&field.source.event_field, &field.source.channel_field)).collect()
            }
            Source::Call => Vec::new(),
        }
    }

    /// Whether a field is filled from this channel's name.
    pub(super) fn is_filled(&self) -> bool {
        !self.fills().is_empty()
    }
}

impl ChannelType {
    /// The place where the type is named.
    pub(super) fn span(&self) -> Span {
        match self {
            ChannelType::Name(ident) => ident.span(),
            ChannelType::Tokens(tokens) => tokens.span(),
        }
    }
}

impl ToTokens for ChannelType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            ChannelType::Name(ident) => ident.to_tokens(tokens),
            ChannelType::Tokens(own) => own.to_tokens(tokens),
        }
    }
}
