//! Proofs about an enum of webhook events.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::declaration::{Content, HookVariant, WebhookDeclaration};
use crate::{attr::WebhookKind, item, proof::Proof, span};

pub(super) fn proof(webhooks: &WebhookDeclaration<'_>) -> Proof {
    let single = webhooks.variants.iter().flat_map(|variant| checks_of(webhooks.ident, variant));
    let overlaps = webhooks.kinds().into_iter().filter(|kind| webhooks.of_kind(*kind).count() > 1);
    let checks = single.chain(overlaps.map(|kind| check_overlaps(webhooks, kind)));
    Proof::new(webhooks.is_concrete, "WEBHOOK", checks)
}

/// The channels and, for client events, the events of a variant.
fn taken(variant: &HookVariant<'_>) -> Option<(TokenStream, Option<TokenStream>)> {
    match &variant.content {
        Content::ClientEvent(ty) => {
            let of = |name: &str| {
                let name = Ident::new(name, span::of(ty));
                quote_spanned!(span::of(ty)=> <#ty as __pusher::ClientEventVariant>::#name)
            };
            Some((of("CHANNELS"), Some(of("CLIENT_EVENTS"))))
        }
        Content::Values(values) => {
            let channel = values.channel.ty;
            let channels =
                quote_spanned!(span::of(channel)=> <#channel as __pusher::WebhookChannel>::CHANNELS);
            let events = values.event().map(
                |ty| quote_spanned!(span::of(ty)=> <#ty as __pusher::WebhookClientEvent>::CLIENT_EVENTS),
            );
            Some((channels, events))
        }
        Content::Other(_) => None,
    }
}

/// Proves that the channels of a variant support its kind, and that clients can send its events to them.
fn checks_of(set: &Ident, variant: &HookVariant<'_>) -> Vec<TokenStream> {
    let (Some(kind), Some((channels, events))) = (variant.kind(), taken(variant)) else { return Vec::new() };
    let (at_channel, at_event) = match &variant.content {
        Content::ClientEvent(ty) => (ty.span(), ty.span()),
        Content::Other(ty) => (ty.span(), ty.span()),
        Content::Values(values) => {
            let channel = values.channel.ty;
            (channel.span(), values.event().unwrap_or(channel).span())
        }
    };
    let (set, label, kind) = (item::bare(set), item::bare(variant.ident), kind.ident());
    let arguments = quote!(#set, #label, __pusher::WebhookKind::#kind, &#channels);
    let of_channel = span::call(at_channel, &quote!(__pusher::check_webhook_channel), arguments);
    let of_events = events.map(|events| {
        let check = quote!(__pusher::check_webhook_events(#set, #label, &#channels, &#events));
        span::respan(at_event, check)
    });
    std::iter::once(of_channel).chain(of_events).collect()
}

/// Proves that no event matches two variants of the same kind.
fn check_overlaps(webhooks: &WebhookDeclaration<'_>, kind: WebhookKind) -> TokenStream {
    let (ident, set, name) = (webhooks.ident, item::bare(webhooks.ident), kind.ident());
    let members = webhooks.of_kind(kind).filter_map(|variant| {
        let (label, (channels, events)) = (item::bare(variant.ident), taken(variant)?);
        let events =
            if let Some(events) = events { quote!(__pusher::Some(#events)) } else { quote!(__pusher::None) };
        Some(quote!((#label, #channels, #events)))
    });
    let arguments = quote!(#set, __pusher::WebhookKind::#name, &[#(#members),*]);
    span::call(ident.span(), &quote!(__pusher::check_webhook_variants), arguments)
}
