//! `#[derive(Event)]`: an event, and the channel that it may declare.

mod channels;
mod declaration;
mod expand;
mod expand_channel;
mod fields;
mod name;
mod own_channel;
mod parse;
mod skipped;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::fallback;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let parsed = parse::parse(input);
    let channel = parsed.known.own.as_ref().map(|own| own_channel::item(own, &parsed.seal, &input.ident));
    let impls = parsed.expand(expand::expand, |item| {
        let channel = item.own.as_ref().map(|own| {
            let (impls, traits) = (fallback::channel(&own.item), own_channel::traits(own));
            quote!(#impls #traits)
        });
        let (aliases, event) = (&item.aliases, fallback::event(&item.header(), &item.marked));
        quote!(#(#aliases)* #channel #event)
    });
    quote!(#channel #impls)
}
