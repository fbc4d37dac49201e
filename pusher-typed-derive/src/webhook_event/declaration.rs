//! A valid enum of webhook events.

use quote::quote;
use syn::{Ident, ItemType, Type};

use crate::{attr::WebhookKind, header::Header};

/// An enum whose variants state the events that they match.
pub(super) struct WebhookDeclaration<'i> {
    pub(super) ident: &'i Ident,
    pub(super) header: Header<'i>,
    /// Whether the enum has no generic parameters, not even lifetimes.
    pub(super) is_concrete: bool,
    pub(super) variants: Vec<HookVariant<'i>>,
    /// Aliases for types with arguments. With one token per type, an invalid type is reported once.
    pub(super) aliases: Vec<ItemType>,
}

/// One variant and the events that it matches.
pub(super) struct HookVariant<'i> {
    pub(super) ident: &'i Ident,
    pub(super) content: Content<'i>,
}

pub(super) enum Content<'i> {
    /// `(ClientEvent<C, E>)`, with the name that generated code uses for the type.
    ClientEvent(Box<Type>),
    /// `(RawWebhookEvent)`
    Other(&'i Type),
    /// The values of the event.
    Values(Values<'i>),
}

/// The values of an event, each in a field of the variant.
pub(super) struct Values<'i> {
    pub(super) kind: WebhookKind,
    pub(super) channel: HookField<'i>,
    /// The other values. In a tuple variant they follow the channel, in this order.
    pub(super) others: Vec<(Value, HookField<'i>)>,
}

#[derive(Clone, Copy)]
pub(super) struct HookField<'i> {
    /// `None` in a tuple variant.
    pub(super) ident: Option<&'i Ident>,
    pub(super) ty: &'i Type,
}

/// The data of an event besides its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// The decoded client event.
    Event,
    /// The name of a client event, beside its data.
    EventName,
    Data,
    SocketId,
    /// The user who sent a client event, if the channel is a presence channel.
    Sender,
    UserId,
    SubscriptionCount,
}

impl<'i> WebhookDeclaration<'i> {
    /// The kinds of the variants, without duplicates.
    pub(super) fn kinds(&self) -> Vec<WebhookKind> {
        let mut kinds = Vec::new();
        for kind in self.variants.iter().filter_map(HookVariant::kind) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    pub(super) fn of_kind(&self, kind: WebhookKind) -> impl Iterator<Item = &HookVariant<'i>> {
        self.variants.iter().filter(move |variant| variant.kind() == Some(kind))
    }

    /// The header of the impls, with bounds for generic channels and client events.
    pub(super) fn header(&self) -> Header<'i> {
        let channels = self.variants.iter().filter_map(|variant| match &variant.content {
            Content::Values(values) => Some(values.channel.ty),
            Content::ClientEvent(_) | Content::Other(_) => None,
        });
        let events = self.variants.iter().filter_map(|variant| match &variant.content {
            Content::ClientEvent(ty) => Some(&**ty),
            Content::Values(_) | Content::Other(_) => None,
        });
        let header = self.header.clone();
        header
            .bounded(channels, &quote!(__pusher::WebhookChannel))
            .bounded(events, &quote!(__pusher::ClientEventVariant))
    }
}

impl HookVariant<'_> {
    /// `None` for the variant that matches all other events.
    pub(super) fn kind(&self) -> Option<WebhookKind> {
        match &self.content {
            Content::ClientEvent(_) => Some(WebhookKind::ClientEvent),
            Content::Values(values) => Some(values.kind),
            Content::Other(_) => None,
        }
    }
}

impl<'i> Values<'i> {
    /// The type of the client event.
    pub(super) fn event(&self) -> Option<&'i Type> {
        self.others.iter().find(|(value, _)| *value == Value::Event).map(|(_, field)| field.ty)
    }

    /// The names of the fields, the channel's first, if the fields are named.
    pub(super) fn names(&self) -> Option<Vec<&'i Ident>> {
        let others = self.others.iter().map(|(_, field)| field.ident);
        std::iter::once(self.channel.ident).chain(others).collect()
    }
}
