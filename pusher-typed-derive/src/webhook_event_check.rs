//! What the code behind `#[derive(WebhookEvent)]` has proved of an enum by constant evaluation.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use crate::{
    item,
    webhook_event::{Content, HookDecl, HookVariant},
    webhook_event_expand::{kind_variant, kinds},
};

impl HookDecl<'_> {
    /// What is proved of the enum, each as an expression.
    pub(crate) fn checks(&self) -> Vec<TokenStream> {
        let single = self.variants.iter().flat_map(|variant| self.checks_of(variant));
        let overlaps = kinds(self).into_iter().filter(|kind| self.of_kind(kind).count() > 1);
        single.chain(overlaps.map(|kind| self.check_overlaps(kind))).collect()
    }

    /// The channels and, for client events, the events of a variant.
    fn taken(&self, variant: &HookVariant<'_>) -> Option<(TokenStream, Option<TokenStream>)> {
        let krate = &self.krate;
        if let Content::ClientEvent(ty) = &variant.content {
            let of = |name: &str| {
                let name = Ident::new(name, ty.span());
                quote_spanned!(ty.span()=> <#ty as #krate::__private::ClientEventVariant>::#name)
            };
            return Some((of("CHANNELS"), Some(of("CLIENT_EVENTS"))));
        }
        let channel = variant.field("channel")?.ty;
        let typed = variant.field("event").filter(|_| variant.field("data").is_none());
        let events = typed.map(|field| {
            let ty = field.ty;
            quote_spanned!(ty.span()=> <#ty as #krate::__private::WebhookClientEvent>::CLIENT_EVENTS)
        });
        let channels =
            quote_spanned!(channel.span()=> <#channel as #krate::__private::WebhookChannel>::CHANNELS);
        Some((channels, events))
    }

    /// That the channels of a variant can have its kind, and its client events be sent to them.
    fn checks_of(&self, variant: &HookVariant<'_>) -> Vec<TokenStream> {
        let krate = &self.krate;
        let Some((channels, events)) = self.taken(variant) else { return Vec::new() };
        let (set, label, kind) =
            (item::bare(&self.input.ident), item::bare(variant.ident), kind_variant(&variant.kind));
        let span = match &variant.content {
            Content::ClientEvent(ty) => ty.span(),
            Content::Other(ty) => ty.span(),
            Content::Fields(_) => {
                variant.field("channel").map_or_else(Span::call_site, |field| field.ty.span())
            }
        };
        let kind = quote!(#krate::__private::WebhookKind::#kind);
        let arguments = quote!(#set, #label, #kind, &#channels);
        let mut checks = vec![call_at(span, &quote!(#krate::__private::check_webhook_channel), arguments)];
        if let Some(events) = events {
            let span = variant.field("event").map_or(span, |field| field.ty.span());
            let check = quote!(#krate::__private::check_webhook_events(#set, #label, &#channels, &#events));
            checks.push(item::at(span, check));
        }
        checks
    }

    /// That no event belongs to two variants of one kind.
    fn check_overlaps(&self, kind: &str) -> TokenStream {
        let krate = &self.krate;
        let (ident, set, name) = (&self.input.ident, item::bare(&self.input.ident), kind_variant(kind));
        let members = self.of_kind(kind).filter_map(|variant| {
            let (label, (channels, events)) = (item::bare(variant.ident), self.taken(variant)?);
            let events = events.map(|events| quote!(::core::option::Option::Some(#events)));
            let events = events.unwrap_or_else(|| quote!(::core::option::Option::None));
            Some(quote!((#label, #channels, #events)))
        });
        let members = quote!(#(#members),*);
        let arguments = quote!(#set, #krate::__private::WebhookKind::#name, &[#members]);
        call_at(ident.span(), &quote!(#krate::__private::check_webhook_variants), arguments)
    }
}

/// A call whose failure is shown at `span`; what is wrong with an argument is shown at the argument.
fn call_at(span: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = item::at(span, function.clone());
    let mut arguments = TokenTree::Group(Group::new(Delimiter::Parenthesis, arguments));
    arguments.set_span(span);
    quote!(#function #arguments)
}
