//! The calls of the runtime crate's macros by which a catalog learns what was declared.
//!
//! Those macros write the impls, or nothing where the feature `schema` is off.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Generics, Ident};

use crate::{
    channel::ChannelDecl,
    closed_set::SetDecl,
    event::EventDecl,
    item,
    webhook_event::{Content, HookDecl, HookVariant},
    webhook_event_expand,
};

/// An item with the generics of its impl, as the macros take them.
fn header(ident: &Ident, own: &Generics, bounded: &Generics) -> TokenStream {
    let (_, arguments, _) = own.split_for_impl();
    item::in_macro(&quote!(#ident #arguments), bounded)
}

/// The same impl for an item whose declaration is wrong: it describes nothing, and keeps that mistake from causing others.
pub(crate) fn describe_nothing(ident: &Ident, generics: &Generics, derive: &str) -> TokenStream {
    let (derive, header) = (format_ident!("{derive}"), header(ident, generics, generics));
    quote!(__pusher::describe_nothing! { #derive #header })
}

impl ChannelDecl {
    pub(crate) fn describe(&self) -> TokenStream {
        let header = header(&self.ident, &self.generics, &self.bounded());
        let (doc, member) = (&self.doc, &self.member);
        let params = self.placed().into_iter().map(|field| {
            let (name, ty, doc) = (item::bare(&field.ident), &field.ty, &field.doc);
            quote!(#name #doc #ty,)
        });
        quote!(__pusher::describe_channel! { #header #doc [#(#params)*] [#member] })
    }
}

impl EventDecl<'_> {
    pub(crate) fn describe(&self) -> TokenStream {
        let header = header(&self.input.ident, &self.input.generics, &self.generics());
        let (doc, user, channels) = (item::doc(&self.input.attrs), self.user, self.channel_types());
        quote!(__pusher::describe_event! { #header #doc #user [#(#channels,)*] })
    }
}

impl SetDecl<'_> {
    pub(crate) fn describe(&self, derive: &str) -> TokenStream {
        let derive = format_ident!("{derive}");
        let bounded = self.bounded(&quote!(__pusher::#derive));
        let header = header(&self.input.ident, &self.input.generics, &bounded);
        let types = self.types();
        quote!(__pusher::describe_set! { #derive #header [#(#types,)*] })
    }
}

impl HookDecl<'_> {
    pub(crate) fn describe(&self) -> TokenStream {
        let header = header(&self.input.ident, &self.input.generics, &self.generics());
        let parts = self.variants.iter().flat_map(HookVariant::described);
        quote!(__pusher::describe_webhooks! { #header [#(#parts)*] })
    }
}

impl HookVariant<'_> {
    /// What describes the variant's types.
    fn described(&self) -> Vec<TokenStream> {
        if let Content::ClientEvent(ty) = &self.content {
            return vec![quote!(DescribeClientEvents #ty, client_events;)];
        }
        let kind = webhook_event_expand::kind_variant(&self.kind);
        let channel = self.field("channel").map(|field| {
            let ty = field.ty;
            quote!(DescribeChannels #ty, channels(#kind);)
        });
        // With `data`, `event` is the name of any event.
        let event = self.field("event").filter(|_| self.field("data").is_none()).map(|field| {
            let ty = field.ty;
            quote!(DescribeEvents #ty, events;)
        });
        channel.into_iter().chain(event).collect()
    }
}
