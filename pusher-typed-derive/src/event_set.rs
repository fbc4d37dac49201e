//! `#[derive(EventSet)]`: a closed set of events.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Lifetime, spanned::Spanned as _};

use crate::{
    closed_set::SetDecl,
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = SetDecl::parse(input, "EventSet", "event", &mut errors);
    // What is left of a wrong set still has all impls, so that it causes no other mistakes.
    let tokens = item::sealed_with(&decl.krate, &decl.expand_events());
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

impl SetDecl<'_> {
    fn expand_events(&self) -> TokenStream {
        let ident = &self.input.ident;
        let generics = self.bounded(&quote!(__pusher::EventSet));
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let events = self.types().map(|ty| quote_spanned!(ty.span()=> <#ty as __pusher::EventSet>::EVENTS));
        let (when_used, where_declared) = self.check("check_events", "EventSet", "EVENTS");
        let decode = self.expand_decode(&when_used);
        let encode = self.expand_encode();
        let describe = self.describe("EventSet");
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::EventSet for #ident #type_generics #where_clause {
                const EVENTS: __pusher::Events = __pusher::Events::Any(const { &[#(#events),*] });
            }
            #decode
            #encode
            #describe
            #where_declared
        }
    }

    fn expand_encode(&self) -> TokenStream {
        let ident = &self.input.ident;
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let bound = quote!(__pusher::EncodeEvent<#lifetime>);
        let generics = ImplGenerics(&self.input.generics).with_lifetime(&lifetime, self.types(), &bound);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let encodings = self.variants.iter().map(
            |(variant, _)| quote!(Self::#variant(__event) => __pusher::EncodeEvent::encode_event(__event)),
        );
        quote! {
            __pusher::encode! {
                #[automatically_derived]
                impl #impl_generics __pusher::EncodeEvent<#lifetime> for #ident #type_generics #where_clause {
                    #[inline]
                    fn encode_event(&self) -> __pusher::Encoded {
                        match self { #(#encodings,)* _ => loop {} }
                    }
                }
            }
        }
    }

    fn expand_decode(&self, check: &TokenStream) -> TokenStream {
        let ident = &self.input.ident;
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let bound = quote!(__pusher::DecodeEvent<#lifetime>);
        let bounded = self.bounded(&quote!(__pusher::EventSet));
        let generics = ImplGenerics(&bounded).with_lifetime(&lifetime, self.types(), &bound);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let attempts = self.variants.iter().map(|(variant, _)| {
            quote! {
                if let __decoded @ __pusher::Some(_) = __pusher::decode_variant(__received, Self::#variant) {
                    return __decoded;
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::DecodeEvent<#lifetime> for #ident #type_generics #where_clause {
                #[inline]
                fn decode_event(__received: __pusher::Received<#lifetime, '_>) -> __pusher::Decoded<Self> {
                    #check
                    #(#attempts)*
                    __pusher::None
                }
            }
        }
    }
}
