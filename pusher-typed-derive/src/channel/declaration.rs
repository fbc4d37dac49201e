//! A valid channel.

use syn::{Generics, Ident, LitStr, Type, Visibility};

use crate::{attr::Kind, header::Header};

/// A channel type, with the parts that are known even if the declaration is invalid.
#[derive(Clone)]
pub(crate) struct ChannelItem {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// `member = …`
    pub(crate) member: Option<Type>,
}

/// A channel type whose pattern matches its fields.
pub(crate) struct ChannelDeclaration {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) doc: String,
    pub(crate) is_deprecated: bool,
    /// The pattern as the user wrote it.
    pub(crate) literal: LitStr,
    pub(crate) parts: Vec<Part>,
    pub(crate) kind: ChannelKind,
    /// Whether the service keeps the last event.
    pub(crate) is_cache: bool,
    /// Whether its events are stored in an outbox, so that subscribers can recover them.
    pub(crate) is_recoverable: bool,
}

/// A part of a pattern.
#[expect(clippy::large_enum_variant, reason = "a macro makes a few of them, and drops them at once")]
pub(crate) enum Part {
    Literal(String),
    /// The field that fills the placeholder.
    Placeholder(ChannelField),
}

/// A field that is part of the channel's name.
#[derive(Clone)]
pub(crate) struct ChannelField {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) doc: String,
}

/// A kind of channel with its additional data.
#[expect(clippy::large_enum_variant, reason = "a macro makes a few of them, and drops them at once")]
pub(crate) enum ChannelKind {
    Public,
    Private,
    Encrypted,
    Presence { member: Type },
}

impl ChannelKind {
    /// The kind with the type of its members. Only presence channels have members.
    pub(crate) fn new(kind: Kind, member: Option<Type>) -> Option<ChannelKind> {
        match (kind, member) {
            (Kind::Public, None) => Some(ChannelKind::Public),
            (Kind::Private, None) => Some(ChannelKind::Private),
            (Kind::Encrypted, None) => Some(ChannelKind::Encrypted),
            (Kind::Presence, Some(member)) => Some(ChannelKind::Presence { member }),
            _ => None,
        }
    }
}

impl ChannelItem {
    pub(crate) fn header(&self) -> Header<'_> {
        Header::new(&self.ident, &self.generics)
    }
}

impl ChannelDeclaration {
    /// The fields in the order of the placeholders.
    pub(crate) fn params(&self) -> impl Iterator<Item = &ChannelField> + Clone {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(field) => Some(field),
            Part::Literal(_) => None,
        })
    }
}
