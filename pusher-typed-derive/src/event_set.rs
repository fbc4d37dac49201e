//! `#[derive(EventSet)]`: a closed set of events.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
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
    let tokens = item::sealed_with(&decl.krate, &decl.expand_events(errors.is_empty()));
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

impl SetDecl<'_> {
    fn expand_events(&self, valid: bool) -> TokenStream {
        let ident = &self.input.ident;
        let role = if valid { quote!(SetOfEvents) } else { quote!(InvalidEvent) };
        let generics = self.bounded(&quote!(__pusher::EventSet));
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let events = self.types().map(|ty| quote_spanned!(ty.span()=> <#ty as __pusher::EventSet>::EVENTS));
        let (when_used, where_declared) = self.check("check_events", "EventSet", "EVENTS");
        let (channels_when_used, channels) = self.expand_set_channels();
        let decode = self.expand_decode(&quote!(#when_used #channels_when_used));
        let encode = self.expand_encode();
        let describe = self.describe("EventSet");
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::EventSet for #ident #type_generics #where_clause {
                const EVENTS: __pusher::Events = __pusher::Events::Any(const { &[#(#events),*] });
                type Role = __pusher::#role;
            }
            #decode
            #encode
            #describe
            #where_declared
            #channels
        }
    }

    /// The set's channels: a marker for each, and the proof that channels and events fit.
    fn expand_set_channels(&self) -> (TokenStream, TokenStream) {
        let markers = self.channels.iter().map(|path| {
            let marker = quote_spanned!(path.span()=> __pusher::EventOn<#path>);
            self.expand_marker(&marker)
        });
        let user = self.user.iter().map(|_| self.expand_marker(&quote!(__pusher::UserEvent)));
        let impls = quote!(#(#markers)* #(#user)*);
        match self.channel_check() {
            None => (TokenStream::new(), impls),
            Some(check) if ImplGenerics(&self.input.generics).is_concrete() => {
                (TokenStream::new(), quote!(#impls const _: () = #check;))
            }
            Some(check) => (quote!(const #check;), impls),
        }
    }

    fn expand_marker(&self, marker: &TokenStream) -> TokenStream {
        let ident = &self.input.ident;
        let generics = self.bounded(&quote!(__pusher::EventSet));
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        quote!(impl #impl_generics #marker for #ident #type_generics #where_clause {})
    }

    /// That each event of the set is for one of its channels or users, and each of these has an event.
    fn channel_check(&self) -> Option<TokenStream> {
        if self.channels.is_empty() && self.user.is_none() {
            return None;
        }
        let (ident, set, labels) = (&self.input.ident, item::bare(&self.input.ident), self.labels());
        let generics = ImplGenerics(&self.input.generics);
        let arguments = generics.static_arguments();
        let ty = if generics.is_concrete() { quote!(#ident #arguments) } else { quote!(Self) };
        let events = quote!(&<#ty as __pusher::EventSet>::EVENTS);
        // Named once, so that a type that is no channel is one error.
        let patterns = self.channels.iter().map(|path| {
            let pattern = quote_spanned!(path.span()=> <#path as __pusher::Channel>::PATTERN);
            generics.static_lifetimes(pattern)
        });
        let is_for_user = self.user.is_some();
        let all = quote!(__pusher::check_events_in_channels(#set, &[#(#labels),*], #events, __CHANNELS, #is_for_user););
        let all = item::at(ident.span(), all);
        let each = self.channels.iter().enumerate().map(|(at, path)| {
            let name = path.to_token_stream().to_string().replace(' ', "");
            let check = quote!(__pusher::check_channel_in_set(#set, #name, #events, &__CHANNELS[#at]););
            item::at(path.span(), check)
        });
        let user = self
            .user
            .iter()
            .map(|key| item::at(key.span(), quote!(__pusher::check_user_in_set(#set, #events);)));
        // An item, which any span finds; generic parameters are known to a variable only.
        let keyword =
            if generics.is_concrete() { quote!(const) } else { quote!(#[allow(non_snake_case)] let) };
        Some(quote!({
            #keyword __CHANNELS: &[__pusher::Pattern] = &[#(#patterns),*];
            #all #(#each)* #(#user)*
        }))
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
