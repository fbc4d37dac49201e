//! `#[derive(Channel)]`, and the channel that the short form of an event declares.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, Generics, Ident, Lifetime, LitStr, Path, Type, Visibility, spanned::Spanned as _};

use crate::{
    attr::{self, Entries, Entry, Target},
    errors::Errors,
    item::{self, ImplGenerics},
    pattern::{Kind, Pattern, Segment},
    suggest,
};

/// A declared channel, ready to be generated.
pub(crate) struct ChannelDecl {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) fields: Vec<ChannelField>,
    /// `None` when it is missing, which is an error already.
    pub(crate) pattern: Option<Pattern>,
    pub(crate) member: Option<Type>,
}

#[derive(Clone)]
pub(crate) struct ChannelField {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = parse(input, &mut errors);
    let tokens = if errors.is_empty() { decl.expand() } else { decl.expand_fallback() };
    let tokens = item::sealed(&tokens);
    let errors = errors.into_tokens();
    quote!(#errors #tokens)
}

fn parse(input: &DeriveInput, errors: &mut Errors) -> ChannelDecl {
    let entries = attr::entries(&input.attrs, &["channel", "member", "crate"], errors);
    let fields = fields(input, errors);
    let pattern = pattern_of(&input.ident, &entries, errors);
    let member = member_of(&entries, pattern.as_ref(), errors);
    // In a tuple struct or a half-read pattern, what does not fit together is no second mistake.
    let named = !matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unnamed(_)));
    if let Some(pattern) = pattern.as_ref().filter(|pattern| pattern.complete && named) {
        let names: Vec<String> = fields.iter().map(|field| item::bare(&field.ident)).collect();
        pattern.check_fields(&names, errors);
        refuse_unplaced(&fields, pattern, errors);
    }
    ChannelDecl {
        krate: item::crate_path(&entries),
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        fields,
        pattern,
        member,
    }
}

fn fields(input: &DeriveInput, errors: &mut Errors) -> Vec<ChannelField> {
    let Some(data) = item::require_struct(input, "a channel", errors) else { return Vec::new() };
    for field in &data.fields {
        attr::entries(&field.attrs, &[], errors);
    }
    match &data.fields {
        Fields::Named(fields) => fields.named.iter().filter_map(channel_field).collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            let message = "placeholders are filled by fields with names; write `struct OrderChannel { id: u64 }`";
            errors.at(fields, message);
            Vec::new()
        }
    }
}

pub(crate) fn channel_field(field: &syn::Field) -> Option<ChannelField> {
    let ident = field.ident.clone()?;
    Some(ChannelField { ident, vis: field.vis.clone(), ty: field.ty.clone() })
}

fn pattern_of(ident: &Ident, entries: &Entries, errors: &mut Errors) -> Option<Pattern> {
    let mut targets = entries.list.iter().filter_map(|spanned| match &spanned.entry {
        Entry::Channel(target) => Some((&spanned.key, target)),
        _ => None,
    });
    let Some((_, target)) = targets.next() else {
        if !entries.incomplete {
            let example = "#[pusher(channel = \"private-orders-<id>\")]";
            errors.at(ident, format!("the channel has no pattern; add `{example}`"));
        }
        return None;
    };
    for (key, _) in targets {
        errors.at(key, "a channel has one pattern; remove this one");
    }
    match target {
        Target::Pattern(literal) => Some(Pattern::parse(literal, errors)),
        Target::Type { path, .. } => {
            errors.at(path, "a channel's pattern is a string; write for example `\"private-orders-<id>\"`");
            None
        }
    }
}

/// The member type, which presence channels have and the others have not.
pub(crate) fn member_of(entries: &Entries, pattern: Option<&Pattern>, errors: &mut Errors) -> Option<Type> {
    let member = entries.list.iter().find_map(|spanned| match &spanned.entry {
        Entry::Member(ty) => Some((&spanned.key, ty.clone())),
        _ => None,
    });
    match (pattern, &member) {
        (Some(pattern), None) if pattern.kind() == Kind::Presence && !entries.incomplete => {
            errors.at(&pattern.literal, "a presence channel needs the type of its members; add `member = Member`");
        }
        (Some(pattern), Some((key, _))) if pattern.kind() != Kind::Presence => {
            let message = "only presence channels have members; begin the pattern with `presence-`, or remove `member`";
            errors.at(key, message);
        }
        _ => {}
    }
    member.map(|(_, ty)| ty)
}

/// Every field of a channel stands in its name.
fn refuse_unplaced(fields: &[ChannelField], pattern: &Pattern, errors: &mut Errors) {
    let placed: Vec<&str> = pattern.placeholders().map(|placeholder| placeholder.field.as_str()).collect();
    for field in fields {
        let name = item::bare(&field.ident);
        // A misspelt placeholder has been reported with the field that it meant.
        let meant = placed.iter().any(|placed| suggest::closest(placed, [name.as_str()]).is_some());
        if !placed.contains(&name.as_str()) && !meant {
            let pattern = pattern.literal.value();
            let message = format!(
                "the field `{name}` is not in the pattern `{pattern}`; write `<{name}>` where it belongs, or remove the field"
            );
            errors.at(&field.ident, message);
        }
    }
}

impl ChannelDecl {
    fn types(&self) -> impl Iterator<Item = &Type> + Clone {
        self.fields.iter().map(|field| &field.ty)
    }

    /// The fields in the order of the placeholders.
    pub(crate) fn placed(&self) -> Vec<&ChannelField> {
        let pattern = self.pattern.iter().flat_map(Pattern::placeholders);
        pattern.filter_map(|placeholder| self.fields.iter().find(|field| item::bare(&field.ident) == placeholder.field)).collect()
    }

    pub(crate) fn expand(&self) -> TokenStream {
        let Some(pattern) = &self.pattern else { return TokenStream::new() };
        let set = self.expand_set(&pattern.literal);
        let channel = self.expand_channel(pattern);
        let parse = self.expand_parse(&pattern.literal);
        let markers = self.expand_markers(pattern);
        let check = self.check_where_declared(&pattern.literal);
        quote!(#set #channel #parse #markers #check)
    }

    /// The generics of the impls, with a bound for each parameter that is itself generic.
    pub(crate) fn bounded(&self) -> Generics {
        let krate = &self.krate;
        ImplGenerics(&self.generics).bounded(self.types(), &quote!(#krate::ChannelParam))
    }

    /// The proof, inside of the impls, of what depends on a type parameter.
    fn check_when_used(&self, literal: &LitStr) -> TokenStream {
        if ImplGenerics(&self.generics).is_concrete() {
            return TokenStream::new();
        }
        let krate = &self.krate;
        let check = quote!(#krate::__private::check_pattern(&<Self as #krate::Channel>::PATTERN));
        let check = item::at(literal.span(), check);
        quote!(const { #check };)
    }

    /// The proof, beside the impls, of what depends on nothing else.
    fn check_where_declared(&self, literal: &LitStr) -> TokenStream {
        let generics = ImplGenerics(&self.generics);
        if !generics.is_concrete() {
            return TokenStream::new();
        }
        let (krate, ident, arguments) = (&self.krate, &self.ident, generics.static_arguments());
        let check = quote!(#krate::__private::check_pattern(&<#ident #arguments as #krate::Channel>::PATTERN));
        let check = item::at(literal.span(), check);
        quote!(const _: () = #check;)
    }

    fn expand_set(&self, literal: &LitStr) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.ident);
        let generics = self.bounded();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let check = self.check_when_used(literal);
        let params = self.placed().into_iter().map(|field| param(krate, field));
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::ChannelSet for #ident #type_generics #where_clause {
                const PATTERNS: #krate::channel::Patterns =
                    #krate::channel::Patterns::One(<Self as #krate::Channel>::PATTERN);

                fn name(&self) -> ::core::result::Result<#krate::ChannelName, #krate::ChannelNameError> {
                    #check
                    #krate::__private::name_of::<Self>(&[#(#params),*])
                }
            }
        }
    }

    fn expand_channel(&self, pattern: &Pattern) -> TokenStream {
        let (krate, ident, literal) = (&self.krate, &self.ident, &pattern.literal);
        let generics = self.bounded();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        let segments = pattern.segments.iter().map(|segment| self.expand_segment(segment));
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::Channel for #ident #type_generics #where_clause {
                const PATTERN: #krate::channel::Pattern =
                    #krate::__private::pattern(#literal, const { &[#(#segments),*] });
            }
        }
    }

    fn expand_segment(&self, segment: &Segment) -> TokenStream {
        let krate = &self.krate;
        match segment {
            Segment::Literal(text) => quote!(#krate::channel::Segment::Literal(#text)),
            Segment::Placeholder(placeholder) => {
                let name = &placeholder.field;
                let field = self.fields.iter().find(|field| item::bare(&field.ident) == *name);
                let ty = field.map(|field| &field.ty);
                let of = quote_spanned!(ty.span()=> <#ty as #krate::ChannelParam>);
                quote!(#krate::__private::placeholder(#name, #of::CHARS, #of::MIN_LEN, #of::MAX_LEN))
            }
        }
    }

    fn expand_parse(&self, literal: &LitStr) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.ident);
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let bound = quote!(#krate::ParseChannelParam<#lifetime>);
        let bounded = self.bounded();
        let generics = ImplGenerics(&bounded).with_lifetime(&lifetime, self.types(), &bound);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.generics.split_for_impl();
        let check = self.check_when_used(literal);
        let placed = self.placed();
        let count = placed.len();
        let texts: Vec<Ident> = (0..count).map(|at| format_ident!("__text_{at}")).collect();
        let fields = placed.iter().zip(&texts).map(|(field, text)| {
            let (name, ty) = (&field.ident, &field.ty);
            let parsed = quote_spanned!(ty.span()=> <#ty as #krate::ChannelParam>::__parsed);
            quote!(#name: #parsed(#text)?)
        });
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::ParseChannel<#lifetime> for #ident #type_generics #where_clause {
                fn parse_channel(__name: &#lifetime ::core::primitive::str) -> ::core::option::Option<Self> {
                    #check
                    let [#(#texts),*] = #krate::__private::split_name::<Self, #count>(__name)?;
                    ::core::option::Option::Some(Self { #(#fields),* })
                }
            }
        }
    }

    fn expand_markers(&self, pattern: &Pattern) -> TokenStream {
        let mut markers: Vec<&str> = match pattern.kind() {
            Kind::Public => vec!["PublicChannel", "UnencryptedChannel", "SubscriptionCounted"],
            Kind::Private => vec!["PrivateChannel", "UnencryptedChannel", "SubscriptionCounted"],
            Kind::Encrypted => vec!["PrivateChannel", "EncryptedChannel", "SubscriptionCounted"],
            Kind::Presence => vec!["UnencryptedChannel"],
        };
        if pattern.is_cache() {
            markers.push("CacheChannel");
        }
        let member = self.member.as_ref().filter(|_| pattern.kind() == Kind::Presence);
        let presence = member.map(|member| self.expand_marker("PresenceChannel", &quote!(type Member = #member;)));
        let markers = markers.into_iter().map(|marker| self.expand_marker(marker, &TokenStream::new()));
        quote!(#(#markers)* #presence)
    }

    fn expand_marker(&self, marker: &str, content: &TokenStream) -> TokenStream {
        let (krate, ident, marker) = (&self.krate, &self.ident, Ident::new(marker, Span::call_site()));
        let generics = self.bounded();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::channel::#marker for #ident #type_generics #where_clause { #content }
        }
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    pub(crate) fn expand_fallback(&self) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.ident);
        let (impl_generics, type_generics, where_clause) = self.generics.split_for_impl();
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let parse_generics = ImplGenerics(&self.generics).with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (parse_generics, _, _) = parse_generics.split_for_impl();
        let member = match &self.member {
            Some(member) => member.to_token_stream(),
            None => quote!(#krate::__private::AnyMember),
        };
        let markers = [
            "PublicChannel", "PrivateChannel", "EncryptedChannel", "UnencryptedChannel", "SubscriptionCounted", "CacheChannel",
        ];
        let markers = markers.map(|marker| Ident::new(marker, Span::call_site()));
        quote! {
            impl #impl_generics #krate::ChannelSet for #ident #type_generics #where_clause {
                const PATTERNS: #krate::channel::Patterns = #krate::channel::Patterns::Any(&[]);
                fn name(&self) -> ::core::result::Result<#krate::ChannelName, #krate::ChannelNameError> { loop {} }
            }
            impl #impl_generics #krate::Channel for #ident #type_generics #where_clause {
                const PATTERN: #krate::channel::Pattern = #krate::__private::pattern("", &[]);
            }
            impl #parse_generics #krate::ParseChannel<#lifetime> for #ident #type_generics #where_clause {
                fn parse_channel(_: &#lifetime ::core::primitive::str) -> ::core::option::Option<Self> { loop {} }
            }
            #(impl #impl_generics #krate::channel::#markers for #ident #type_generics #where_clause {})*
            impl #impl_generics #krate::channel::PresenceChannel for #ident #type_generics #where_clause {
                type Member = #member;
            }
        }
    }
}

/// `&self.id` as a parameter; a type that is none is reported at the field's type.
pub(crate) fn param(krate: &Path, field: &ChannelField) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    let erased = quote_spanned!(ty.span()=> <#ty as #krate::ChannelParam>::__erased);
    quote!(#erased(&self.#ident))
}
