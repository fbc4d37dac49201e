//! The channel type that the short form declares.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::declaration::OwnChannel;
use crate::{item, output::Seal, span};

/// The struct declaration.
pub(super) fn item(own: &OwnChannel, seal: &Seal, event: &Ident) -> TokenStream {
    let levels = seal.levels();
    let (vis, ident, generics) = (&own.vis, &own.item.ident, &own.item.generics);
    let doc = format!("The channel of [`{event}`]: `{}`.", own.pattern);
    let fields = own.fields.iter().map(|field| {
        let (vis, name, ty) = (&field.vis, &field.ident, &field.ty);
        let doc = format!("`<{}>` in the channel's name.", item::bare(name));
        quote!(#[doc = #doc] #vis #name: #ty)
    });
    let (params, where_clause) = (&generics.params, &generics.where_clause);
    let params = (!params.is_empty()).then(|| quote!(<#params>));
    let body =
        if own.fields.is_empty() { quote!(#where_clause;) } else { quote!(#where_clause { #(#fields),* }) };
    quote! {
        #levels
        #[doc = #doc]
        #[derive(::core::clone::Clone)]
        #vis struct #ident #params #body
    }
}

/// The traits that users derive for other channel types. Only the channel's name is shown and compared.
pub(super) fn traits(own: &OwnChannel) -> TokenStream {
    let types = own.fields.iter().map(|field| &field.ty);
    let header = own.item.header().bounded(types, &quote!(__pusher::ChannelParam));
    let (label, formatter, other) = (own.item.ident.to_string(), span::local("f"), span::local("other"));
    let debug = quote! {
        #[inline]
        fn fmt(&self, #formatter: &mut __pusher::fmt::Formatter<'_>) -> __pusher::fmt::Result {
            __pusher::debug_channel(self, #label, #formatter)
        }
    };
    let eq = quote! {
        #[inline]
        fn eq(&self, #other: &Self) -> __pusher::bool {
            __pusher::same_name(self, #other)
        }
    };
    let debug = header.implement(&quote!(__pusher::fmt::Debug), &debug);
    let eq = header.implement(&quote!(__pusher::PartialEq), &eq);
    let total = header.mark(&quote!(__pusher::Eq));
    quote!(#debug #eq #total)
}
