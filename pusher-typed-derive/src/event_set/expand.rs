//! The code for a set of events.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{declaration::Origins, proof};
use crate::{
    closed_set::{ClosedSet, Variant},
    header::lifetime,
    span,
};

pub(super) fn expand(set: &ClosedSet<'_>, origins: &Origins<'_>) -> TokenStream {
    let (exclusive, fitting) = (set.proof(), proof::origins(set, origins));
    let (first, second) = (exclusive.when_used, fitting.when_used);
    let impls =
        [expand_set(set), expand_decode(set, &quote!(#first #second)), expand_encode(set), set.describe()];
    let markers = expand_markers(set, origins);
    let proofs = [exclusive.where_declared, fitting.where_declared];
    quote!(#(#impls)* #markers #(#proofs)*)
}

fn expand_set(set: &ClosedSet<'_>) -> TokenStream {
    let events = set.types().map(|ty| quote_spanned!(span::of(ty)=> <#ty as __pusher::EventSet>::EVENTS));
    let content = quote! {
        const EVENTS: __pusher::Events = __pusher::Events::Any(const { &[#(#events),*] });
        type Role = __pusher::SetOfEvents;
    };
    set.header().implement(&quote!(__pusher::EventSet), &content)
}

/// A marker for each of the set's channels, and for its users.
fn expand_markers(set: &ClosedSet<'_>, origins: &Origins<'_>) -> TokenStream {
    let header = set.header();
    let channels = origins
        .channels
        .iter()
        .map(|path| quote_spanned!(span::of_path(&path.path)=> __pusher::EventOn<#path>));
    let user = origins.user.iter().map(|_| quote!(__pusher::UserEvent));
    let markers = channels.chain(user).map(|marker| header.mark(&marker));
    quote!(#(#markers)*)
}

/// The code that encodes the events of a set in the service's format, for tests.
fn expand_encode(set: &ClosedSet<'_>) -> TokenStream {
    let header = set.header.in_macro();
    let variants = set.variants.iter().map(|Variant { ident, ty }| quote!(#ident #ty,));
    quote!(__pusher::encode_set! { #header [#(#variants)*] })
}

fn expand_decode(set: &ClosedSet<'_>, when_used: &TokenStream) -> TokenStream {
    let lifetime = lifetime();
    let (received, variants) = (span::local("received"), set.variants.iter().map(|variant| variant.ident));
    let content = quote! {
        #[inline]
        fn decode_event(#received: __pusher::ReceivedEvent<#lifetime, '_>) -> __pusher::Decoded<Self> {
            #when_used
            __pusher::decode_variants!(#received #(#variants)*);
            __pusher::None
        }
    };
    set.header()
        .with_lifetime()
        .with_bounds(set.types(), &quote!(__pusher::DecodeEvent<#lifetime>))
        .implement(&quote!(__pusher::DecodeEvent<#lifetime>), &content)
}
