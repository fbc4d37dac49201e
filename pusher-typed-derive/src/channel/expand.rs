//! The code for a channel.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use super::declaration::{ChannelDeclaration, ChannelField, ChannelKind, Part};
use crate::{
    header::{Header, lifetime},
    item,
    proof::Proof,
    span,
};

pub(crate) fn expand(channel: &ChannelDeclaration) -> TokenStream {
    let proof = channel.proof();
    let set = channel.expand_set(&proof);
    let pattern = channel.expand_pattern();
    let parse = channel.expand_parse(&proof);
    let markers = channel.expand_markers();
    let describe = channel.describe();
    let where_declared = proof.where_declared;
    quote!(#set #pattern #parse #markers #where_declared #describe)
}

/// `&self.id` as a parameter; a type that is not a `ChannelParam` is reported at the field's type.
pub(crate) fn param(field: &ChannelField) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    let erased = quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelParam>::__erased);
    quote!(#erased(&self.#ident))
}

impl ChannelDeclaration {
    fn types(&self) -> impl Iterator<Item = &Type> {
        self.params().map(|field| &field.ty)
    }

    /// The header of the impls, with a bound for each parameter that is itself generic.
    pub(crate) fn header(&self) -> Header<'_> {
        Header::new(&self.ident, &self.generics).bounded(self.types(), &quote!(__pusher::ChannelParam))
    }

    fn proof(&self) -> Proof {
        let header = Header::new(&self.ident, &self.generics);
        Proof::new(header.is_concrete(), "CHANNEL", [self.check(&header.proved_type())])
    }

    /// The proofs about the channel, which is named `ty` in them.
    pub(crate) fn check(&self, ty: &impl ToTokens) -> TokenStream {
        let check = quote!(__pusher::check_pattern(&<#ty as __pusher::Channel>::PATTERN));
        span::respan(self.literal.span(), check)
    }

    fn expand_set(&self, proof: &Proof) -> TokenStream {
        let when_used = &proof.when_used;
        let users = if let ChannelKind::Presence { .. } = &self.kind {
            quote!(Members<Self>)
        } else {
            quote!(NoUsers)
        };
        let params = self.params().map(param);
        let recoverable = self.is_recoverable.then(|| {
            quote! {
                fn __is_recoverable(&self) -> __pusher::bool {
                    true
                }
            }
        });
        let content = quote! {
            const PATTERNS: __pusher::Patterns =
                __pusher::Patterns::One(<Self as __pusher::Channel>::PATTERN);
            // The users of the channel, at type level.
            type Users = __pusher::#users;

            #[inline]
            fn name(&self) -> __pusher::Named {
                #when_used
                __pusher::name_of::<Self>(&[#(#params),*])
            }
            #recoverable
        };
        self.header().implement(&quote!(__pusher::ChannelSet), &content)
    }

    fn expand_pattern(&self) -> TokenStream {
        let literal = &self.literal;
        let parts = self.parts.iter().map(Part::expand);
        let (recoverable, delivery) = if self.is_recoverable {
            (quote!(.recoverable()), quote!(StoredChannel))
        } else {
            (TokenStream::new(), quote!(LiveChannel))
        };
        let content = quote! {
            const PATTERN: __pusher::Pattern =
                __pusher::pattern(#literal, const { &[#(#parts),*] })#recoverable;
            type Delivery = __pusher::#delivery<Self>;
        };
        self.header().implement(&quote!(__pusher::Channel), &content)
    }

    fn expand_parse(&self, proof: &Proof) -> TokenStream {
        let (lifetime, when_used) = (lifetime(), &proof.when_used);
        let count = self.params().count();
        let name = span::local("name");
        let texts: Vec<Ident> = (0..count).map(|at| span::local(&format!("text_{at}"))).collect();
        let fields = self.params().zip(&texts).map(|(field, text)| {
            let (name, ty) = (&field.ident, &field.ty);
            let parse = quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelParam>::__parse_checked);
            quote!(#name: #parse(#text)?)
        });
        let content = quote! {
            #[inline]
            fn parse_channel(#name: &#lifetime __pusher::str) -> __pusher::Option<Self> {
                #when_used
                let [#(#texts),*] = __pusher::split_name::<Self, #count>(#name)?;
                __pusher::Some(Self { #(#fields),* })
            }
        };
        self.header()
            .with_lifetime()
            .with_bounds(self.types(), &quote!(__pusher::ParseChannelParam<#lifetime>))
            .implement(&quote!(__pusher::ParseChannel<#lifetime>), &content)
    }

    /// The marker traits of the channel's kind.
    fn expand_markers(&self) -> TokenStream {
        let markers: &[&str] = match &self.kind {
            ChannelKind::Public => &["PublicChannel", "UnencryptedChannel", "SubscriptionCounted"],
            ChannelKind::Private => &["PrivateChannel", "UnencryptedChannel", "SubscriptionCounted"],
            ChannelKind::Encrypted => &["PrivateChannel", "EncryptedChannel", "SubscriptionCounted"],
            ChannelKind::Presence { .. } => &["UnencryptedChannel"],
        };
        let cache = self.is_cache.then_some(&"CacheChannel");
        let recoverable = self.is_recoverable.then_some(&"RecoverableChannel");
        let header = self.header();
        let markers = markers.iter().chain(cache).chain(recoverable).map(|marker| {
            let marker = Ident::new(marker, Span::call_site());
            header.mark(&quote!(__pusher::#marker))
        });
        let presence = match &self.kind {
            ChannelKind::Presence { member } => {
                header.implement(&quote!(__pusher::PresenceChannel), &quote!(type Member = #member;))
            }
            _ => TokenStream::new(),
        };
        quote!(#(#markers)* #presence)
    }

    /// The description of the channel for a catalog.
    fn describe(&self) -> TokenStream {
        let (header, doc, is_deprecated) = (self.header().in_macro(), &self.doc, self.is_deprecated);
        let member = match &self.kind {
            ChannelKind::Presence { member } => Some(member),
            _ => None,
        };
        let params = self.params().map(|field| {
            let (name, ty, doc) = (item::bare(&field.ident), &field.ty, &field.doc);
            quote!(#name #doc #ty,)
        });
        quote!(__pusher::describe_channel! { #header #doc #is_deprecated [#(#params)*] [#member] })
    }
}

impl Part {
    fn expand(&self) -> TokenStream {
        match self {
            Part::Literal(text) => quote!(__pusher::Segment::Literal(#text)),
            Part::Placeholder(field) => {
                let (name, ty) = (item::bare(&field.ident), &field.ty);
                let of = quote_spanned!(span::of(ty)=> <#ty as __pusher::ChannelParam>);
                quote!(__pusher::placeholder(#name, #of::__TEXTS))
            }
        }
    }
}
