//! The code for one of an event's channels.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;

use super::declaration::{ChannelType, EventChannel, FilledField, Source};
use crate::{channel, generics, header::lifetime, span};

/// The names of an event's only channel, as a `Result`, if the event's fields identify it.
pub(super) fn names(channel: &EventChannel) -> Option<TokenStream> {
    match &channel.source {
        Source::Own { .. } => name(channel).map(|name| quote!(__pusher::only(#name))),
        Source::Fields { path, fields } => Some(call(&channel.ty, "__names", path, fields)),
        Source::Call => None,
    }
}

/// The name of one of an event's channels, as a `Result`, if the event's fields identify it.
pub(super) fn name(EventChannel { ty, source }: &EventChannel) -> Option<TokenStream> {
    match source {
        Source::Own { channel, .. } => {
            let params = channel.params().map(channel::param);
            let check = (!generics::is_concrete(&channel.generics)).then(|| {
                let check = channel.check(ty);
                quote!(const { #check };)
            });
            Some(quote!({ #check __pusher::name_of::<#ty>(&[#(#params),*]) }))
        }
        Source::Fields { path, fields } => Some(call(ty, "__name", path, fields)),
        Source::Call => None,
    }
}

/// Calls a method of `Channel` on the channel that the event's fields identify.
fn call(ty: &ChannelType, method: &str, path: &TokenStream, fields: &[FilledField]) -> TokenStream {
    let (method, channel) = (Ident::new(method, ty.span()), channel_literal(path, fields));
    let method = quote_spanned!(ty.span()=> <#ty as __pusher::Channel>::#method);
    quote!(#method(&#channel))
}

/// `OrderChannel { id: FillsField::fill(&self.id) }`
fn channel_literal(path: &TokenStream, fields: &[FilledField]) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let (channel_field, event_field) = (&field.source.channel_field, &field.source.event_field);
        let this = Ident::new("self", span::for_variables(event_field.span()));
        // The parentheses limit the span of the expression to the field.
        let value = quote_spanned!(event_field.span()=> __pusher::FillsField::fill(&(#this.#event_field)));
        quote!(#channel_field: #value)
    });
    quote!(#path { #(#fields),* })
}

/// `if channel matches { decode }`; the value is the decoded event.
pub(super) fn decode(channel: &EventChannel, received: &Ident) -> TokenStream {
    let (ty, lifetime, fills) = (&channel.ty, lifetime(), channel.fills());
    let parse = parse(ty, &lifetime);
    if fills.is_empty() {
        return quote! {
            if let __pusher::Some(_) = #parse(#received.channel) {
                __pusher::decode::<Self>(#received.data)
            }
        };
    }
    let (parsed, decoded) = (span::local("parsed"), span::local("decoded"));
    let fills = fills
        .into_iter()
        .map(|(event_field, channel_field)| quote!(#decoded.#event_field = #parsed.#channel_field;));
    quote! {
        if let __pusher::Some(#parsed) = #parse(#received.channel) {
            __pusher::decode_and::<Self>(#received.data, |#decoded| { #(#fills)* })
        }
    }
}

fn parse(ty: &ChannelType, lifetime: &syn::Lifetime) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as __pusher::ParseChannel<#lifetime>>::parse_channel)
}
