//! The code behind `#[derive(Event)]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{DeriveInput, Lifetime, Type};

use crate::{
    describe_expand::describe_nothing,
    errors::Errors,
    event::{self, EventChannel, EventDecl},
    event_channel::{ChannelType, expand_struct},
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = event::parse(input, &mut errors);
    let valid = errors.is_empty();
    let channel = decl.expand_own_channel(valid);
    let tokens = item::sealed_with(&decl.krate, &if valid { decl.expand() } else { decl.expand_fallback() });
    let errors = errors.into_tokens();
    quote!(#errors #channel #tokens)
}

impl EventDecl<'_> {
    /// The type of each channel that the event was declared for, at the tokens that name it.
    pub(crate) fn channel_types(&self) -> Vec<ChannelType> {
        self.channels.iter().map(EventChannel::ty).collect()
    }

    /// The event's generics, with a bound for each generic parameter that stands in a channel's name.
    pub(crate) fn generics(&self) -> syn::Generics {
        if ImplGenerics(&self.input.generics).is_concrete() {
            return self.input.generics.clone();
        }
        let types = self.channels.iter().flat_map(|channel| match channel {
            EventChannel::Own { decl, .. } => decl.fields.iter().map(|field| &field.ty).collect(),
            EventChannel::Type { .. } => Vec::new(),
        });
        ImplGenerics(&self.input.generics).bounded(types, &quote!(__pusher::ChannelParam))
    }

    /// `impl … Trait for Event …`
    fn impl_of(&self, of: &TokenStream, content: &TokenStream) -> TokenStream {
        let ident = &self.input.ident;
        let generics = self.generics();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        // It silences lints about code, of which a marker has none.
        let derived = (!content.is_empty()).then(|| quote!(#[automatically_derived]));
        quote!(#derived impl #impl_generics #of for #ident #type_generics #where_clause { #content })
    }

    fn expand(&self) -> TokenStream {
        let name = self.name.as_ref().map_or_else(|| String::from("unnamed"), syn::LitStr::value);
        let event = self.impl_of(&quote!(__pusher::Event), &quote!(const NAME: __pusher::Name = #name;));
        let markers =
            self.markers(&name).into_iter().map(|marker| self.impl_of(&marker, &TokenStream::new()));
        let on = self.channel_types().into_iter().map(|ty| {
            let of = quote_spanned!(ty.span()=> __pusher::EventOn<#ty>);
            self.impl_of(&of, &TokenStream::new())
        });
        let addressed = self.expand_addressed();
        let set = self.expand_set(&name);
        let decode = self.expand_decode();
        let checks = self.expand_checks(&name);
        let describe = self.describe();
        let aliases = self.channels.iter().filter_map(EventChannel::alias);
        quote!(#(#aliases)* #event #(#markers)* #(#on)* #addressed #set #decode #checks #describe)
    }

    /// Who sends the event, and to whom.
    fn markers(&self, name: &str) -> Vec<TokenStream> {
        match (self.user, name.starts_with("client-")) {
            (true, _) => vec![quote!(__pusher::FromServer), quote!(__pusher::UserEvent)],
            (false, true) => vec![quote!(__pusher::FromClient)],
            (false, false) => vec![quote!(__pusher::FromServer)],
        }
    }

    fn expand_addressed(&self) -> TokenStream {
        let names: Vec<TokenStream> = self.channels.iter().filter_map(EventChannel::name).collect();
        if names.is_empty() {
            return TokenStream::new();
        }
        let names = match names.as_slice() {
            [name] => quote!(__pusher::only(#name)),
            names => quote!(__pusher::channel_names([#(#names),*])),
        };
        let content = quote! {
            #[inline]
            fn channels(&self) -> __pusher::AllNamed { #names }
        };
        self.impl_of(&quote!(__pusher::Addressed), &content)
    }

    fn expand_set(&self, name: &str) -> TokenStream {
        let types = self.channel_types();
        let patterns = types.iter().map(|ty| {
            let pattern = quote_spanned!(ty.span()=> <#ty as __pusher::Channel>::PATTERN);
            quote!(__pusher::Patterns::One(#pattern))
        });
        let events = match types.len() {
            _ if self.user => quote!(User(#name)),
            // without the list, which is a constant of its own to the compiler
            1 => quote!(One(#name, #(#patterns)*)),
            _ => {
                quote!(One(#name, __pusher::Patterns::Any(const { &[#(#patterns),*] })))
            }
        };
        let content = quote!(const EVENTS: __pusher::Events = __pusher::Events::#events;);
        self.impl_of(&quote!(__pusher::EventSet), &content)
    }

    fn expand_decode(&self) -> TokenStream {
        let ident = &self.input.ident;
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let own = self.generics();
        let mut generics =
            ImplGenerics(&own).with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let predicates = &mut generics.make_where_clause().predicates;
        let own = Type::Verbatim(quote!(#ident #type_generics));
        predicates.push(item::predicate(own, &quote!(__pusher::Deserialize<#lifetime>)));
        for ty in self.channel_types() {
            predicates.push(item::predicate(
                Type::Verbatim(ty.to_token_stream()),
                &quote!(__pusher::ParseChannel<#lifetime>),
            ));
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let decode = self.decode_body(&lifetime);
        quote! {
            #[automatically_derived]
            impl #impl_generics __pusher::DecodeEvent<#lifetime> for #ident #type_generics #where_clause {
                #[inline]
                fn decode_event(__received: __pusher::Received<#lifetime, '_>) -> __pusher::Decoded<Self> {
                    #decode
                }
            }
        }
    }

    fn decode_body(&self, lifetime: &Lifetime) -> TokenStream {
        match self.channels.as_slice() {
            _ if self.user => quote!(__pusher::decode_for_user::<Self>(__received)),
            // One call is all that the compiler has to look at.
            [channel] if !channel.is_filled() => {
                let ty = channel.ty();
                let decode = quote_spanned!(ty.span()=> __pusher::decode_on::<Self, #ty>);
                quote!(#decode(__received))
            }
            channels => {
                let attempts = channels.iter().map(|channel| channel.decode(lifetime));
                quote! {
                    if __received.event != <Self as __pusher::Event>::NAME {
                        return __pusher::None;
                    }
                    #(#attempts else)* { return __pusher::None; }
                }
            }
        }
    }

    /// What is proved of the event's channels together.
    fn expand_checks(&self, name: &str) -> TokenStream {
        let generics = ImplGenerics(&self.input.generics);
        let label = item::bare(&self.input.ident);
        let addressed: Vec<ChannelType> =
            self.channels.iter().filter(|channel| channel.is_addressed()).map(EventChannel::ty).collect();
        let plain = addressed.iter().filter(|_| addressed.len() > 1).map(|ty| {
            let check = quote!(__pusher::check_plain(#label, &<#ty as __pusher::Channel>::PATTERN));
            item::at(ty.span(), check)
        });
        let foreign = self.channels.iter().filter(|channel| matches!(channel, EventChannel::Type { .. }));
        let client = foreign.filter(|_| name.starts_with("client-")).map(|channel| {
            let ty = channel.ty();
            let check = quote!(__pusher::check_client_event(#name, &<#ty as __pusher::Channel>::PATTERN));
            item::at(ty.span(), check)
        });
        let checks: Vec<TokenStream> = plain.chain(client).chain(self.expand_filled_check()).collect();
        // What a generic event's channels are is known where it is used; the
        // client checks the channels of every trigger once more.
        if checks.is_empty() || !generics.is_concrete() {
            return TokenStream::new();
        }
        let checks = checks.into_iter().map(|check| generics.static_lifetimes(check));
        quote!(#(const _: () = #checks;)*)
    }

    /// Where a field is filled from the channel's name, the name must say which channel it is.
    fn expand_filled_check(&self) -> Vec<TokenStream> {
        let types = self.channel_types();
        if types.len() < 2 || !self.channels.iter().any(EventChannel::is_filled) {
            return Vec::new();
        }
        let event = item::bare(&self.input.ident);
        let patterns = types.iter().map(|ty| quote!(<#ty as __pusher::Channel>::PATTERN));
        let check = quote!(__pusher::check_filled(#event, &[#(#patterns),*]));
        vec![item::at(self.input.ident.span(), check)]
    }

    /// The channel that the short form declares, with its impls.
    fn expand_own_channel(&self, valid: bool) -> TokenStream {
        let own = self.channels.iter().find_map(|channel| match channel {
            EventChannel::Own { decl, vis, .. } => Some((decl, vis)),
            EventChannel::Type { .. } => None,
        });
        own.map(|(decl, vis)| expand_struct(decl, vis, &self.input.ident, valid)).unwrap_or_default()
    }

    /// Impls that only keep a mistake from causing others elsewhere.
    fn expand_fallback(&self) -> TokenStream {
        let event = self.impl_of(
            &quote!(__pusher::Event),
            &quote!(
                const NAME: &'static __pusher::str = "";
            ),
        );
        let aliases = self.channels.iter().filter_map(EventChannel::alias);
        let markers = [quote!(FromServer), quote!(FromClient), quote!(UserEvent)];
        let markers =
            markers.iter().map(|marker| self.impl_of(&quote!(__pusher::#marker), &TokenStream::new()));
        let on = self
            .channel_types()
            .into_iter()
            .map(|ty| self.impl_of(&quote!(__pusher::EventOn<#ty>), &TokenStream::new()));
        let channels = quote! {
            fn channels(&self) -> __pusher::AllNamed { loop {} }
        };
        let addressed = self.impl_of(&quote!(__pusher::Addressed), &channels);
        let events = quote!(
            const EVENTS: __pusher::Events = __pusher::Events::Any(&[]);
        );
        let set = self.impl_of(&quote!(__pusher::EventSet), &events);
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let (ident, own) = (&self.input.ident, self.generics());
        let generics = ImplGenerics(&own).with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let describe = describe_nothing(ident, &self.input.generics, "Event");
        quote! {
            #describe
            #(#aliases)* #event #(#markers)* #(#on)* #addressed #set
            impl #impl_generics __pusher::DecodeEvent<#lifetime> for #ident #type_generics #where_clause {
                fn decode_event(_: __pusher::Received<#lifetime, '_>) -> __pusher::Decoded<Self> { loop {} }
            }
        }
    }
}
