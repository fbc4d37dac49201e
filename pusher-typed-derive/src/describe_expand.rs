//! The code by which a catalog learns what was declared.
//!
//! It is generic over where JSON Schemas come from, so that only a program that
//! makes a catalog must implement `JsonSchema` for its types.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Generics, Ident, Path, parse_quote, spanned::Spanned as _};

use crate::{
    channel::ChannelDecl,
    closed_set::SetDecl,
    event::EventDecl,
    item,
    webhook_event::{Content, HookDecl, HookVariant},
    webhook_event_expand,
};

/// What a set holds.
#[derive(Clone, Copy)]
pub(crate) enum Described {
    Channels,
    Events,
}

/// The generics of an item's impl, with a parameter for the source of schemas and what is asked of it.
pub(crate) fn with_source(generics: &Generics, predicates: &[TokenStream]) -> Generics {
    let mut generics = generics.clone();
    generics.params.push(parse_quote!(__Source));
    for predicate in predicates {
        generics.make_where_clause().predicates.push(parse_quote!(#predicate));
    }
    generics
}

/// The same impl for an item whose declaration is wrong: it describes nothing, and keeps that mistake from causing others.
pub(crate) fn describe_nothing(krate: &Path, input: (&Ident, &Generics), what: &str) -> TokenStream {
    if cfg!(not(feature = "schema")) {
        return TokenStream::new();
    }
    let (ident, own) = input;
    let of = format_ident!("Describe{what}");
    let method = format_ident!("describe_{}", what.to_lowercase());
    let facts = format_ident!("{}Facts", what.trim_end_matches('s'));
    let generics = with_source(own, &[]);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = own.split_for_impl();
    quote! {
        impl #impl_generics #krate::__private::#of<__Source> for #ident #type_generics #where_clause {
            fn #method(_: &mut #krate::__private::#facts) {}
        }
    }
}

impl ChannelDecl {
    pub(crate) fn describe(&self) -> TokenStream {
        if cfg!(not(feature = "schema")) {
            return TokenStream::new();
        }
        let (krate, ident, doc) = (&self.krate, &self.ident, &self.doc);
        let params = self.placed().into_iter().map(|field| {
            let (name, ty, doc) = (item::bare(&field.ident), &field.ty, &field.doc);
            quote!((#name, #doc, <#ty as #krate::ChannelParam>::VALUES))
        });
        let (predicates, member) = match &self.member {
            Some(member) => (
                vec![quote!(#member: #krate::__private::DescribeMember<__Source>)],
                quote!(Some(<#member as #krate::__private::DescribeMember<__Source>>::describe_member())),
            ),
            None => (Vec::new(), quote!(None)),
        };
        let generics = with_source(&self.bounded(), &predicates);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::__private::DescribeChannels<__Source> for #ident #type_generics #where_clause {
                fn describe_channels(__out: &mut #krate::__private::ChannelFacts) {
                    __out.push::<Self>(#doc, &[#(#params),*], ::core::option::Option::#member);
                }
            }
        }
    }
}

impl EventDecl<'_> {
    pub(crate) fn describe(&self) -> TokenStream {
        if cfg!(not(feature = "schema")) {
            return TokenStream::new();
        }
        let (krate, ident, doc) = (&self.krate, &self.input.ident, item::doc(&self.input.attrs));
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let channels = self.channel_types();
        let mut predicates = vec![quote!(__Source: #krate::__private::SchemaOf<#ident #type_generics>)];
        predicates
            .extend(channels.iter().map(|ty| quote!(#ty: #krate::__private::DescribeChannels<__Source>)));
        let generics = with_source(&self.generics(), &predicates);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let user = self.user;
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::__private::DescribeEvents<__Source> for #ident #type_generics #where_clause {
                fn describe_events(__out: &mut #krate::__private::EventFacts) {
                    let mut __channels: #krate::__private::ChannelFacts = ::core::default::Default::default();
                    #(<#channels as #krate::__private::DescribeChannels<__Source>>::describe_channels(&mut __channels);)*
                    let __schema = <__Source as #krate::__private::SchemaOf<Self>>::schema_of;
                    __out.push::<Self>(#doc, __schema, #user, __channels);
                }
            }
        }
    }
}

impl SetDecl<'_> {
    pub(crate) fn describe(&self, what: Described) -> TokenStream {
        if cfg!(not(feature = "schema")) {
            return TokenStream::new();
        }
        let (krate, ident) = (&self.krate, &self.input.ident);
        let (of, method, facts, bound) = match what {
            Described::Channels => ("DescribeChannels", "describe_channels", "ChannelFacts", "ChannelSet"),
            Described::Events => ("DescribeEvents", "describe_events", "EventFacts", "EventSet"),
        };
        let [of, method, facts, bound] = [of, method, facts, bound].map(|name| format_ident!("{name}"));
        let of = quote!(#krate::__private::#of<__Source>);
        let predicates: Vec<TokenStream> = self.types().map(|ty| quote!(#ty: #of)).collect();
        let generics = with_source(&self.bounded(&quote!(#krate::#bound)), &predicates);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let calls = self.types().map(|ty| quote_spanned!(ty.span()=> <#ty as #of>::#method(__out)));
        quote! {
            #[automatically_derived]
            impl #impl_generics #of for #ident #type_generics #where_clause {
                fn #method(__out: &mut #krate::__private::#facts) { #(#calls;)* }
            }
        }
    }
}

impl HookDecl<'_> {
    pub(crate) fn describe(&self) -> TokenStream {
        if cfg!(not(feature = "schema")) {
            return TokenStream::new();
        }
        let (krate, ident) = (&self.krate, &self.input.ident);
        let (predicates, calls): (Vec<_>, Vec<_>) =
            self.variants.iter().flat_map(|variant| variant.described(krate)).unzip();
        let generics = with_source(&self.generics(), &predicates);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::__private::DescribeWebhooks<__Source> for #ident #type_generics #where_clause {
                fn describe_webhooks(__out: &mut #krate::__private::WebhookFacts) { #(#calls;)* }
            }
        }
    }
}

impl HookVariant<'_> {
    /// What the variant's types must be, and the calls that describe them.
    fn described(&self, krate: &Path) -> Vec<(TokenStream, TokenStream)> {
        if let Content::ClientEvent(ty) = &self.content {
            let of = quote!(#krate::__private::DescribeClientEvents<__Source>);
            return vec![(quote!(#ty: #of), quote!(<#ty as #of>::describe_client_events(__out)))];
        }
        let kind = webhook_event_expand::kind_variant(&self.kind);
        let channel = self.field("channel").map(|field| {
            let (ty, of) = (field.ty, quote!(#krate::__private::DescribeChannels<__Source>));
            let kind = quote!(#krate::__private::WebhookKind::#kind);
            (quote!(#ty: #of), quote!(__out.channels::<#ty, __Source>(#kind)))
        });
        // With `data`, `event` is the name of any event.
        let event = self.field("event").filter(|_| self.field("data").is_none()).map(|field| {
            let (ty, of) = (field.ty, quote!(#krate::__private::DescribeEvents<__Source>));
            (quote!(#ty: #of), quote!(__out.events::<#ty, __Source>()))
        });
        channel.into_iter().chain(event).collect()
    }
}
