//! The code for a set of channels.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::{
    closed_set::{ClosedSet, Variant},
    header::lifetime,
    proof::Proof,
    span,
};

pub(super) fn expand(set: &ClosedSet<'_>) -> TokenStream {
    let proof = set.proof();
    let (impls, describe) = ([expand_set(set, &proof), expand_parse(set, &proof)], set.describe());
    let where_declared = proof.where_declared;
    quote!(#(#impls)* #describe #where_declared)
}

fn expand_set(set: &ClosedSet<'_>, proof: &Proof) -> TokenStream {
    let (channel, when_used) = (span::local("channel"), &proof.when_used);
    let patterns =
        set.types().map(|ty| quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelSet>::PATTERNS));
    let names = set.variants.iter().map(|Variant { ident, ty }| {
        let name = quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelSet>::name);
        quote!(Self::#ident(#channel) => #name(#channel))
    });
    let recoverable = set.variants.iter().map(|Variant { ident, ty }| {
        let recoverable = quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelSet>::__is_recoverable);
        quote!(Self::#ident(#channel) => #recoverable(#channel))
    });
    let content = quote! {
        const PATTERNS: __pusher::Patterns = __pusher::Patterns::Any(const { &[#(#patterns),*] });
        type Users = __pusher::AnyUsers;

        #[inline]
        fn name(&self) -> __pusher::Named {
            #when_used
            match self { #(#names),* }
        }

        fn __is_recoverable(&self) -> __pusher::bool {
            match self { #(#recoverable),* }
        }
    };
    set.header().implement(&quote!(__pusher::ChannelSet), &content)
}

fn expand_parse(set: &ClosedSet<'_>, proof: &Proof) -> TokenStream {
    let (lifetime, when_used) = (lifetime(), &proof.when_used);
    let (name, channel) = (span::local("name"), span::local("channel"));
    let attempts = set.variants.iter().map(|Variant { ident, ty }| {
        let parse = quote_spanned!(span::of(ty)=> <#ty as __pusher::ParseChannel<#lifetime>>::parse_channel);
        quote! {
            if let __pusher::Some(#channel) = #parse(#name) {
                return __pusher::Some(Self::#ident(#channel));
            }
        }
    });
    let content = quote! {
        #[inline]
        fn parse_channel(#name: &#lifetime __pusher::str) -> __pusher::Option<Self> {
            #when_used
            #(#attempts)*
            __pusher::None
        }
    };
    set.header()
        .with_lifetime()
        .with_bounds(set.types(), &quote!(__pusher::ParseChannel<#lifetime>))
        .implement(&quote!(__pusher::ParseChannel<#lifetime>), &content)
}
