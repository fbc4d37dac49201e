//! The code behind `#[derive(WebhookEvent)]`.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Generics, Ident, Lifetime, spanned::Spanned as _};

use crate::{
    errors::Errors,
    item::{self, ImplGenerics},
    webhook_event::{self, Content, HookDecl, HookField, HookVariant},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = webhook_event::parse(input, &mut errors);
    let tokens = if errors.is_empty() { decl.expand() } else { decl.expand_fallback() };
    let tokens = item::sealed(&tokens);
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
fn kinds<'d>(decl: &'d HookDecl<'_>) -> Vec<&'d str> {
    let mut kinds: Vec<&str> = Vec::new();
    for variant in &decl.variants {
        if variant.kind != "other" && !kinds.contains(&variant.kind.as_str()) {
            kinds.push(&variant.kind);
        }
    }
    kinds
}

impl HookDecl<'_> {
    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &HookVariant<'_>> {
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
            Content::ClientEvent(ty) => Some(ty),
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
        let aliases = &self.aliases;
        quote! {
            #(#aliases)*
            #[automatically_derived]
            impl #impl_generics #krate::WebhookEvent for #ident #type_generics #where_clause {
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

    /// What is proved of the enum, each as an expression.
    fn checks(&self) -> Vec<TokenStream> {
        let single = self.variants.iter().flat_map(|variant| self.checks_of(variant));
        let overlaps = kinds(self).into_iter().filter(|kind| self.of_kind(kind).count() > 1);
        single.chain(overlaps.map(|kind| self.check_overlaps(kind))).collect()
    }

    /// The channels and, for client events, the events of a variant.
    fn taken(&self, variant: &HookVariant<'_>) -> Option<(TokenStream, Option<TokenStream>)> {
        let krate = &self.krate;
        if let Content::ClientEvent(ty) = &variant.content {
            let of = |name: &str| {
                let name = Ident::new(name, ty.span());
                quote_spanned!(ty.span()=> <#ty as #krate::__private::ClientEventVariant>::#name)
            };
            return Some((of("CHANNELS"), Some(of("CLIENT_EVENTS"))));
        }
        let channel = variant.field("channel")?.ty;
        let typed = variant.field("event").filter(|_| variant.field("data").is_none());
        let events = typed.map(|field| {
            let ty = field.ty;
            quote_spanned!(ty.span()=> <#ty as #krate::__private::WebhookClientEvent>::CLIENT_EVENTS)
        });
        let channels =
            quote_spanned!(channel.span()=> <#channel as #krate::__private::WebhookChannel>::CHANNELS);
        Some((channels, events))
    }

    /// That the channels of a variant can have its kind, and its client events be sent to them.
    fn checks_of(&self, variant: &HookVariant<'_>) -> Vec<TokenStream> {
        let krate = &self.krate;
        let Some((channels, events)) = self.taken(variant) else { return Vec::new() };
        let (set, label, kind) =
            (item::bare(&self.input.ident), item::bare(variant.ident), kind_variant(&variant.kind));
        let span = match &variant.content {
            Content::ClientEvent(ty) => ty.span(),
            Content::Other(ty) => ty.span(),
            Content::Fields(_) => {
                variant.field("channel").map_or_else(Span::call_site, |field| field.ty.span())
            }
        };
        let kind = quote!(#krate::__private::WebhookKind::#kind);
        let arguments = quote!(#set, #label, #kind, &#channels);
        let mut checks = vec![call_at(span, &quote!(#krate::__private::check_webhook_channel), arguments)];
        if let Some(events) = events {
            let span = variant.field("event").map_or(span, |field| field.ty.span());
            let check = quote!(#krate::__private::check_webhook_events(#set, #label, &#channels, &#events));
            checks.push(item::at(span, check));
        }
        checks
    }

    /// That no event belongs to two variants of one kind.
    fn check_overlaps(&self, kind: &str) -> TokenStream {
        let krate = &self.krate;
        let (ident, set, name) = (&self.input.ident, item::bare(&self.input.ident), kind_variant(kind));
        let members = self.of_kind(kind).filter_map(|variant| {
            let (label, (channels, events)) = (item::bare(variant.ident), self.taken(variant)?);
            let events = match events {
                Some(events) => quote!(::core::option::Option::Some(#events)),
                None => quote!(::core::option::Option::None),
            };
            Some(quote!((#label, #channels, #events)))
        });
        let members = quote!(#(#members),*);
        let arguments = quote!(#set, #krate::__private::WebhookKind::#name, &[#members]);
        call_at(ident.span(), &quote!(#krate::__private::check_webhook_variants), arguments)
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    fn expand_fallback(&self) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let (impl_generics, type_generics, where_clause) = self.input.generics.split_for_impl();
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let generics = ImplGenerics(&self.input.generics);
        let encode = generics.with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (encode_generics, _, _) = encode.split_for_impl();
        quote! {
            impl #impl_generics #krate::WebhookEvent for #ident #type_generics #where_clause {
                fn decode_webhook(
                    _: &#krate::__private::Incoming<'_>,
                ) -> ::core::option::Option<::core::result::Result<Self, #krate::__private::MisfitError>> { loop {} }
            }
            impl #encode_generics #krate::__private::EncodeWebhookEvent<#lifetime> for #ident #type_generics #where_clause {
                fn encode_webhook(
                    &self,
                ) -> ::core::result::Result<#krate::__private::Fields, #krate::__private::EncodeError> { loop {} }
            }
        }
    }
}

/// A call whose failure is shown at `span`; what is wrong with an argument is shown at the argument.
fn call_at(span: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = item::at(span, function.clone());
    let mut arguments = TokenTree::Group(Group::new(Delimiter::Parenthesis, arguments));
    arguments.set_span(span);
    quote!(#function #arguments)
}

/// `Self::Joined { channel: …, user_id: … }`, or with parentheses.
fn construct(ident: &Ident, fields: &[HookField<'_>], values: &[TokenStream]) -> TokenStream {
    let names: Option<Vec<&Ident>> = fields.iter().map(|field| field.ident).collect();
    match names {
        Some(names) => quote!(Self::#ident { #(#names: #values),* }),
        None => quote!(Self::#ident(#(#values),*)),
    }
}
