//! `#[derive(ChannelSet)]`: a closed set of channels.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Lifetime, spanned::Spanned as _};

use crate::{
    closed_set::SetDecl,
    describe_expand::describe_nothing,
    errors::Errors,
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = SetDecl::parse(input, "ChannelSet", "channel", &mut errors);
    let tokens = if errors.is_empty() { decl.expand_channels() } else { decl.expand_fallback() };
    let tokens = item::sealed_with(&decl.krate, &tokens);
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

impl SetDecl<'_> {
    fn expand_channels(&self) -> TokenStream {
        let ident = &self.input.ident;
        let generics =
            ImplGenerics(&self.input.generics).bounded(self.types(), &quote!(__pusher::ChannelSet));
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let patterns =
            self.types().map(|ty| quote_spanned!(ty.span()=> <#ty as __pusher::ChannelSet>::PATTERNS));
        let names = self.variants.iter().map(|(variant, ty)| {
            let name = quote_spanned!(ty.span()=> <#ty as __pusher::ChannelSet>::name);
            quote!(Self::#variant(__channel) => #name(__channel))
        });
        let (when_used, where_declared) = self.check("check_disjoint", "ChannelSet", "PATTERNS");
        let parse = self.expand_parse(&when_used);
        let describe = self.describe("ChannelSet");
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::ChannelSet for #ident #type_generics #where_clause {
                const PATTERNS: __pusher::Patterns =
                    __pusher::Patterns::Any(const { &[#(#patterns),*] });
                type Users = __pusher::AnyUsers;

                #[inline]
                fn name(&self) -> __pusher::Named {
                    #when_used
                    match self { #(#names),* }
                }
            }
            #parse
            #describe
            #where_declared
        }
    }

    fn expand_parse(&self, check: &TokenStream) -> TokenStream {
        let ident = &self.input.ident;
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let bound = quote!(__pusher::ParseChannel<#lifetime>);
        let bounded = self.bounded(&quote!(__pusher::ChannelSet));
        let generics = ImplGenerics(&bounded).with_lifetime(&lifetime, self.types(), &bound);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let attempts = self.variants.iter().map(|(variant, ty)| {
            let parse = quote_spanned!(ty.span()=> <#ty as __pusher::ParseChannel<#lifetime>>::parse_channel);
            quote! {
                if let __pusher::Some(__channel) = #parse(__name) {
                    return __pusher::Some(Self::#variant(__channel));
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::ParseChannel<#lifetime> for #ident #type_generics #where_clause {
                #[inline]
                fn parse_channel(__name: &#lifetime __pusher::str) -> __pusher::Option<Self> {
                    #check
                    #(#attempts)*
                    __pusher::None
                }
            }
        }
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    fn expand_fallback(&self) -> TokenStream {
        let ident = &self.input.ident;
        let (impl_generics, type_generics, where_clause) = self.input.generics.split_for_impl();
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let generics = ImplGenerics(&self.input.generics);
        let parse_generics = generics.with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (parse_generics, _, _) = parse_generics.split_for_impl();
        let describe = describe_nothing(ident, &self.input.generics, "Channel");
        quote! {
            #describe
            impl #impl_generics __pusher::ChannelSet for #ident #type_generics #where_clause {
                const PATTERNS: __pusher::Patterns = __pusher::Patterns::Any(&[]);
                type Users = __pusher::NoUsers;
                fn name(&self) -> __pusher::Named { loop {} }
            }
            impl #parse_generics __pusher::ParseChannel<#lifetime> for #ident #type_generics #where_clause {
                fn parse_channel(_: &#lifetime __pusher::str) -> __pusher::Option<Self> { loop {} }
            }
        }
    }
}
