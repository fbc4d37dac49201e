//! The code behind `#[derive(WebhookEvent)]`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Generics, Ident, Lifetime, spanned::Spanned as _};

use crate::{
    describe_expand::describe_nothing,
    errors::Errors,
    item::{self, ImplGenerics},
    webhook_event::{self, Content, HookDecl, HookField, HookVariant},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = webhook_event::parse(input, &mut errors);
    let tokens = if errors.is_empty() { decl.expand() } else { decl.expand_fallback() };
    let krate = &decl.krate;
    let tokens = item::sealed(&quote!(use #krate::__private as __pusher; #tokens));
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

/// `WebhookKind::MemberAdded` for `member_added`.
pub(crate) fn kind_variant(kind: &str) -> Ident {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    format_ident!("{}", kind.split('_').filter_map(word).collect::<String>())
}

/// The kinds of the enum's variants, each once, without `other`.
pub(crate) fn kinds<'d>(decl: &'d HookDecl<'_>) -> Vec<&'d str> {
    let mut kinds: Vec<&str> = Vec::new();
    for variant in &decl.variants {
        if variant.kind != "other" && !kinds.contains(&variant.kind.as_str()) {
            kinds.push(&variant.kind);
        }
    }
    kinds
}

impl HookDecl<'_> {
    pub(crate) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &HookVariant<'_>> {
        self.variants.iter().filter(move |variant| variant.kind == kind)
    }

    /// The generics of the impls, with bounds for channels and client events that are generic.
    pub(crate) fn generics(&self) -> Generics {
        let krate = &self.krate;
        let channels =
            self.variants.iter().filter_map(|variant| variant.field("channel").map(|field| field.ty));
        let bound = quote!(#krate::__private::WebhookChannel);
        let bounded = ImplGenerics(&self.input.generics).bounded(channels, &bound);
        let events = self.variants.iter().filter_map(|variant| match &variant.content {
            Content::ClientEvent(ty) => Some(&**ty),
            Content::Fields(_) | Content::Other(_) => None,
        });
        ImplGenerics(&bounded).bounded(events, &quote!(#krate::__private::ClientEventVariant))
    }

    fn expand(&self) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let generics = self.generics();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let (checks, concrete) = (self.checks(), self.input.generics.params.is_empty());
        let when_used = checks.iter().filter(|_| !concrete);
        let where_declared = checks.iter().filter(|_| concrete);
        let arms = kinds(self).into_iter().map(|kind| {
            let name = kind_variant(kind);
            let attempts = self.of_kind(kind).map(|variant| self.attempt(variant));
            quote!(#krate::__private::WebhookKind::#name => {
                #(#attempts)*
                ::core::option::Option::None
            })
        });
        let other = self.expand_other();
        let encode = self.expand_encode();
        let describe = self.describe();
        let aliases = &self.aliases;
        quote! {
            #(#aliases)*
            #[automatically_derived]
            impl #impl_generics #krate::WebhookEvent for #ident #type_generics #where_clause {
                #[inline]
                fn decode_webhook(
                    __event: &#krate::__private::Incoming<'_>,
                ) -> ::core::option::Option<::core::result::Result<Self, #krate::__private::MisfitError>> {
                    #(const { #when_used };)*
                    match __event.kind()? {
                        #(#arms)*
                        _ => ::core::option::Option::None,
                    }
                }
                #other
            }
            #encode
            #describe
            #(const _: () = #where_declared;)*
        }
    }

    fn expand_other(&self) -> Option<TokenStream> {
        let krate = &self.krate;
        let (ident, ty) = self.variants.iter().find_map(|variant| match &variant.content {
            Content::Other(ty) => Some((variant.ident, *ty)),
            _ => None,
        })?;
        let hold = quote_spanned!(ty.span()=> <#ty as #krate::__private::OtherVariant>::of_raw);
        Some(quote! {
            fn other(
                __raw: #krate::__private::RawWebhookEvent,
            ) -> ::core::result::Result<Self, #krate::__private::RawWebhookEvent> {
                ::core::result::Result::Ok(Self::#ident(#hold(__raw)))
            }
        })
    }

    /// Returns the variant's value if the event is one of its own.
    fn attempt(&self, variant: &HookVariant<'_>) -> TokenStream {
        let krate = &self.krate;
        let ident = variant.ident;
        if let Content::ClientEvent(ty) = &variant.content {
            let decode = quote_spanned!(ty.span()=> (<#ty as #krate::__private::ClientEventVariant>::DECODE));
            return quote! {
                if let ::core::option::Option::Some(__decoded) = #decode(__event) {
                    return ::core::option::Option::Some(::core::result::Result::map(__decoded, Self::#ident));
                }
            };
        }
        let (Content::Fields(fields), Some(channel)) = (&variant.content, variant.field("channel")) else {
            return TokenStream::new();
        };
        let values: Vec<TokenStream> =
            fields.iter().map(|field| self.value(variant, channel, field)).collect();
        let value = construct(ident, fields, &values);
        let decoded = quote! {
            return ::core::option::Option::Some((|| ::core::result::Result::Ok(#value))());
        };
        let ty = channel.ty;
        let parse = quote_spanned!(ty.span()=> <#ty as #krate::__private::WebhookChannel>::of_event);
        let typed = variant.field("event").filter(|_| variant.field("data").is_none());
        let decoded = match typed.map(|field| field.ty) {
            None => decoded,
            Some(event) => {
                let decode = quote_spanned!(event.span()=> <#event as #krate::__private::WebhookClientEvent>::of_event);
                quote!(if let ::core::option::Option::Some(__decoded) = #decode(__event) { #decoded })
            }
        };
        quote!(if let ::core::option::Option::Some(__channel) = #parse(__event) { #decoded })
    }

    /// The value of one field, inside of a closure that returns a `Result`.
    fn value(
        &self,
        variant: &HookVariant<'_>,
        channel: &HookField<'_>,
        field: &HookField<'_>,
    ) -> TokenStream {
        let krate = &self.krate;
        let (ty, users) = (field.ty, channel.ty);
        let users = quote_spanned!(users.span()=> <#users as #krate::__private::WebhookChannel>::UserIds);
        let holder = match (field.key, variant.kind.as_str()) {
            ("channel", _) => return quote!(__channel),
            ("event", _) if variant.field("data").is_none() => return quote!(__decoded?),
            ("data", _) => return quote_spanned!(ty.span()=> __event.data::<#ty>()?),
            ("user_id", "client_event") => quote!(SenderField<#users>),
            ("user_id", _) => quote!(UserIdField<#users>),
            ("subscription_count", _) => quote!(SubscriptionCount),
            ("socket_id", _) => quote!(SocketIdField),
            _ => quote!(EventNameField),
        };
        quote_spanned!(ty.span()=> <#ty as #krate::__private::#holder>::of_event(__event)?)
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    fn expand_fallback(&self) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let (impl_generics, type_generics, where_clause) = self.input.generics.split_for_impl();
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let generics = ImplGenerics(&self.input.generics);
        let encode = generics.with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (encode_generics, _, _) = encode.split_for_impl();
        let describe = describe_nothing(ident, &self.input.generics, "WebhookEvent");
        quote! {
            #describe
            impl #impl_generics #krate::WebhookEvent for #ident #type_generics #where_clause {
                fn decode_webhook(
                    _: &#krate::__private::Incoming<'_>,
                ) -> ::core::option::Option<::core::result::Result<Self, #krate::__private::MisfitError>> { loop {} }
            }
            __pusher::encode! {
                impl #encode_generics #krate::__private::EncodeWebhookEvent<#lifetime> for #ident #type_generics #where_clause {
                    fn encode_webhook(
                        &self,
                    ) -> ::core::result::Result<#krate::__private::Fields, #krate::__private::EncodeError> { loop {} }
                }
            }
        }
    }
}

/// `Self::Joined { channel: …, user_id: … }`, or with parentheses.
fn construct(ident: &Ident, fields: &[HookField<'_>], values: &[TokenStream]) -> TokenStream {
    let names: Option<Vec<&Ident>> = fields.iter().map(|field| field.ident).collect();
    let braced = names.map(|names| quote!(Self::#ident { #(#names: #values),* }));
    braced.unwrap_or_else(|| quote!(Self::#ident(#(#values),*)))
}
