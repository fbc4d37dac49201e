//! The code behind `#[derive(Channel)]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, Generics, Ident, Lifetime, LitStr, Type, spanned::Spanned as _};

use crate::{
    channel::{self, ChannelDecl, ChannelField},
    describe_expand::describe_nothing,
    errors::Errors,
    item::{self, ImplGenerics},
    pattern::{Kind, Pattern, Segment},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = channel::parse(input, &mut errors);
    let tokens = if errors.is_empty() { decl.expand() } else { decl.expand_fallback() };
    let tokens = item::sealed_with(&decl.krate, &tokens);
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

impl ChannelDecl {
    fn types(&self) -> impl Iterator<Item = &Type> + Clone {
        self.fields.iter().map(|field| &field.ty)
    }

    /// The fields in the order of the placeholders.
    pub(crate) fn placed(&self) -> Vec<&ChannelField> {
        let pattern = self.pattern.iter().flat_map(Pattern::placeholders);
        pattern
            .filter_map(|placeholder| {
                self.fields.iter().find(|field| item::bare(&field.ident) == placeholder.field)
            })
            .collect()
    }

    pub(crate) fn expand(&self) -> TokenStream {
        let Some(pattern) = &self.pattern else { return TokenStream::new() };
        let set = self.expand_set();
        let channel = self.expand_channel(pattern);
        let parse = self.expand_parse();
        let markers = self.expand_markers(pattern);
        let check = self.check_where_declared(&pattern.literal);
        let describe = self.describe();
        quote!(#set #channel #parse #markers #check #describe)
    }

    /// The generics of the impls, with a bound for each parameter that is itself generic.
    pub(crate) fn bounded(&self) -> Generics {
        if ImplGenerics(&self.generics).is_concrete() {
            return self.generics.clone();
        }
        ImplGenerics(&self.generics).bounded(self.types(), &quote!(__pusher::ChannelParam))
    }

    /// The proof, inside of the impls, of what depends on a type parameter.
    fn check_when_used(&self) -> TokenStream {
        self.check_when_used_as(&quote!(Self))
    }

    /// The same in another item's impl, where the channel is called `ty`.
    pub(crate) fn check_when_used_as(&self, ty: &impl ToTokens) -> TokenStream {
        let Some(pattern) = self.pattern.as_ref().filter(|_| !ImplGenerics(&self.generics).is_concrete())
        else {
            return TokenStream::new();
        };
        let check = quote!(__pusher::check_pattern(&<#ty as __pusher::Channel>::PATTERN));
        let check = item::at(pattern.literal.span(), check);
        quote!(const { #check };)
    }

    /// The proof, beside the impls, of what depends on nothing else.
    fn check_where_declared(&self, literal: &LitStr) -> TokenStream {
        let generics = ImplGenerics(&self.generics);
        if !generics.is_concrete() {
            return TokenStream::new();
        }
        let (ident, arguments) = (&self.ident, generics.static_arguments());
        let check = quote!(__pusher::check_pattern(&<#ident #arguments as __pusher::Channel>::PATTERN));
        let check = item::at(literal.span(), check);
        quote!(const _: () = #check;)
    }

    fn expand_set(&self) -> TokenStream {
        let ident = &self.ident;
        let generics = self.bounded();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let check = self.check_when_used();
        let users = self.expand_users();
        let params = self.placed().into_iter().map(param);
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::ChannelSet for #ident #type_generics #where_clause {
                const PATTERNS: __pusher::Patterns =
                    __pusher::Patterns::One(<Self as __pusher::Channel>::PATTERN);
                #users

                #[inline]
                fn name(&self) -> __pusher::Named {
                    #check
                    __pusher::name_of::<Self>(&[#(#params),*])
                }
            }
        }
    }

    /// Who is subscribed, as far as the compiler knows.
    fn expand_users(&self) -> TokenStream {
        if self.pattern.as_ref().is_some_and(|pattern| pattern.kind() == Kind::Presence) {
            quote!(
                type Users = __pusher::Members<Self>;
            )
        } else {
            quote!(
                type Users = __pusher::NoUsers;
            )
        }
    }

    fn expand_channel(&self, pattern: &Pattern) -> TokenStream {
        let (ident, literal) = (&self.ident, &pattern.literal);
        let generics = self.bounded();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let segments = pattern.segments.iter().map(|segment| self.expand_segment(segment));
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::Channel for #ident #type_generics #where_clause {
                const PATTERN: __pusher::Pattern =
                    __pusher::pattern(#literal, const { &[#(#segments),*] });
                type Delivery = __pusher::LiveChannel<Self>;
            }
        }
    }

    fn expand_segment(&self, segment: &Segment) -> TokenStream {
        match segment {
            Segment::Literal(text) => quote!(__pusher::Segment::Literal(#text)),
            Segment::Placeholder(placeholder) => {
                let name = &placeholder.field;
                let field = self.fields.iter().find(|field| item::bare(&field.ident) == *name);
                let ty = field.map(|field| &field.ty);
                let of = quote_spanned!(ty.span()=> <#ty as __pusher::ChannelParam>);
                quote!(__pusher::placeholder(#name, #of::CHARS, #of::MIN_LEN, #of::MAX_LEN))
            }
        }
    }

    fn expand_parse(&self) -> TokenStream {
        let ident = &self.ident;
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let bound = quote!(__pusher::ParseChannelParam<#lifetime>);
        let bounded = self.bounded();
        let generics = ImplGenerics(&bounded).with_lifetime(&lifetime, self.types(), &bound);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.generics.split_for_impl();
        let check = self.check_when_used();
        let placed = self.placed();
        let count = placed.len();
        let texts: Vec<Ident> = (0..count).map(|at| format_ident!("__text_{at}")).collect();
        let fields = placed.iter().zip(&texts).map(|(field, text)| {
            let (name, ty) = (&field.ident, &field.ty);
            let parsed = quote_spanned!(ty.span()=> <#ty as __pusher::ChannelParam>::__parse_checked);
            quote!(#name: #parsed(#text)?)
        });
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::ParseChannel<#lifetime> for #ident #type_generics #where_clause {
                #[inline]
                fn parse_channel(__name: &#lifetime __pusher::str) -> __pusher::Option<Self> {
                    #check
                    let [#(#texts),*] = __pusher::split_name::<Self, #count>(__name)?;
                    __pusher::Some(Self { #(#fields),* })
                }
            }
        }
    }

    fn expand_markers(&self, pattern: &Pattern) -> TokenStream {
        let mut markers: Vec<&str> = match pattern.kind() {
            Kind::Public => vec!["PublicChannel", "UnencryptedChannel", "SubscriptionCounted"],
            Kind::Private => {
                vec!["PrivateChannel", "UnencryptedChannel", "SubscriptionCounted", "ClientEventChannel"]
            }
            Kind::Encrypted => vec!["PrivateChannel", "EncryptedChannel", "SubscriptionCounted"],
            Kind::Presence => vec!["UnencryptedChannel", "ClientEventChannel"],
        };
        if pattern.is_cache() {
            markers.push("CacheChannel");
        }
        let member = self.member.as_ref().filter(|_| pattern.kind() == Kind::Presence);
        let presence =
            member.map(|member| self.expand_marker("PresenceChannel", &quote!(type Member = #member;)));
        let markers = markers.into_iter().map(|marker| self.expand_marker(marker, &TokenStream::new()));
        quote!(#(#markers)* #presence)
    }

    fn expand_marker(&self, marker: &str, content: &TokenStream) -> TokenStream {
        let (ident, marker) = (&self.ident, Ident::new(marker, Span::call_site()));
        let generics = self.bounded();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        quote! {
            impl #impl_generics __pusher::#marker for #ident #type_generics #where_clause { #content }
        }
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    pub(crate) fn expand_fallback(&self) -> TokenStream {
        let ident = &self.ident;
        let (impl_generics, type_generics, where_clause) = self.generics.split_for_impl();
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let parse_generics =
            ImplGenerics(&self.generics).with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (parse_generics, _, _) = parse_generics.split_for_impl();
        let any_member = || quote!(__pusher::AnyMember);
        let member = self.member.as_ref().map_or_else(any_member, ToTokens::to_token_stream);
        let markers = [
            "PublicChannel",
            "PrivateChannel",
            "EncryptedChannel",
            "UnencryptedChannel",
            "SubscriptionCounted",
            "CacheChannel",
            "ClientEventChannel",
        ];
        let markers = markers.map(|marker| Ident::new(marker, Span::call_site()));
        let describe = describe_nothing(ident, &self.generics, "Channel");
        quote! {
            #describe
            impl #impl_generics __pusher::ChannelSet for #ident #type_generics #where_clause {
                const PATTERNS: __pusher::Patterns = __pusher::Patterns::Any(&[]);
                type Users = __pusher::NoUsers;
                fn name(&self) -> __pusher::Named { loop {} }
            }
            impl #impl_generics __pusher::Channel for #ident #type_generics #where_clause {
                const PATTERN: __pusher::Pattern = __pusher::pattern("", &[]);
                type Delivery = __pusher::LiveChannel<Self>;
            }
            impl #parse_generics __pusher::ParseChannel<#lifetime> for #ident #type_generics #where_clause {
                fn parse_channel(_: &#lifetime __pusher::str) -> __pusher::Option<Self> { loop {} }
            }
            #(impl #impl_generics __pusher::#markers for #ident #type_generics #where_clause {})*
            impl #impl_generics __pusher::PresenceChannel for #ident #type_generics #where_clause {
                type Member = #member;
            }
        }
    }
}

/// `&self.id` as a parameter; a type that is not a `ChannelParam` is reported at the field's type.
pub(crate) fn param(field: &ChannelField) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    let erased = quote_spanned!(ty.span()=> <#ty as __pusher::ChannelParam>::__erased);
    quote!(#erased(&self.#ident))
}
