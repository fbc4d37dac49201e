//! The code behind `#[derive(Event)]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Ident, Lifetime, Visibility, spanned::Spanned as _};

use crate::{
    channel::{self, ChannelDecl},
    errors::Errors,
    event::{self, ChannelFieldSource, EventChannel, EventDecl},
    item::{self, ImplGenerics},
};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let decl = event::parse(input, &mut errors);
    let valid = errors.is_empty();
    let channel = decl.expand_own_channel(valid);
    let tokens = item::sealed(&if valid { decl.expand() } else { decl.expand_fallback() });
    let errors = errors.into_tokens();
    quote!(#errors #channel #tokens)
}

impl EventDecl<'_> {
    /// The type of each channel that the event was declared for, at the tokens that name it.
    fn channel_types(&self) -> Vec<TokenStream> {
        self.channels.iter().map(EventChannel::ty).collect()
    }

    /// The event's generics, with a bound for each generic parameter that stands in a channel's name.
    fn generics(&self) -> syn::Generics {
        let krate = &self.krate;
        let types = self.channels.iter().flat_map(|channel| match channel {
            EventChannel::Own { decl, .. } => decl.fields.iter().map(|field| &field.ty).collect(),
            EventChannel::Type { .. } => Vec::new(),
        });
        ImplGenerics(&self.input.generics).bounded(types, &quote!(#krate::ChannelParam))
    }

    /// `impl … Trait for Event …`
    fn impl_of(&self, of: &TokenStream, content: &TokenStream) -> TokenStream {
        let ident = &self.input.ident;
        let generics = self.generics();
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        quote!(#[automatically_derived] impl #impl_generics #of for #ident #type_generics #where_clause { #content })
    }

    fn expand(&self) -> TokenStream {
        let krate = &self.krate;
        let name = self.name.as_ref().map_or_else(|| String::from("unnamed"), syn::LitStr::value);
        let event = self.impl_of(&quote!(#krate::Event), &quote!(const NAME: &'static ::core::primitive::str = #name;));
        let marker = self.marker(&name).map(|marker| self.impl_of(&marker, &TokenStream::new()));
        let on = self.channel_types().into_iter().map(|ty| {
            let of = quote_spanned!(ty.span()=> #krate::EventOn<#ty>);
            self.impl_of(&of, &TokenStream::new())
        });
        let addressed = self.expand_addressed();
        let set = self.expand_set();
        let decode = self.expand_decode();
        let checks = self.expand_checks(&name);
        let aliases = self.channels.iter().filter_map(EventChannel::alias);
        quote!(#(#aliases)* #event #marker #(#on)* #addressed #set #decode #checks)
    }

    /// Who sends the event.
    fn marker(&self, name: &str) -> Option<TokenStream> {
        let krate = &self.krate;
        Some(match (self.user, name.starts_with("client-")) {
            (true, _) => quote!(#krate::UserEvent),
            (false, true) => quote!(#krate::FromClient),
            (false, false) => quote!(#krate::FromServer),
        })
    }

    fn expand_addressed(&self) -> TokenStream {
        let krate = &self.krate;
        let names: Vec<TokenStream> = self.channels.iter().filter_map(|channel| channel.name(self)).collect();
        if names.is_empty() {
            return TokenStream::new();
        }
        let content = quote! {
            fn channels(
                &self,
            ) -> ::core::result::Result<::std::vec::Vec<#krate::ChannelName>, #krate::ChannelNameError> {
                ::core::result::Result::Ok(::core::convert::From::from([#(#names?),*]))
            }
        };
        self.impl_of(&quote!(#krate::Addressed), &content)
    }

    fn expand_set(&self) -> TokenStream {
        let krate = &self.krate;
        let types = self.channel_types();
        let patterns = types.iter().map(|ty| {
            let pattern = quote_spanned!(ty.span()=> <#ty as #krate::Channel>::PATTERN);
            quote!(#krate::channel::Patterns::One(#pattern))
        });
        let events = if self.user {
            quote!(User(<Self as #krate::Event>::NAME))
        } else {
            quote!(One(<Self as #krate::Event>::NAME, #krate::channel::Patterns::Any(const { &[#(#patterns),*] })))
        };
        let content = quote!(const EVENTS: #krate::__private::Events = #krate::__private::Events::#events;);
        self.impl_of(&quote!(#krate::EventSet), &content)
    }

    fn expand_decode(&self) -> TokenStream {
        let (krate, ident) = (&self.krate, &self.input.ident);
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let own = self.generics();
        let mut generics = ImplGenerics(&own).with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        let predicates = &mut generics.make_where_clause().predicates;
        predicates.push(syn::parse_quote!(#ident #type_generics: #krate::__private::serde::Deserialize<#lifetime>));
        for ty in self.channel_types() {
            predicates.push(syn::parse_quote!(#ty: #krate::ParseChannel<#lifetime>));
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let attempts: Vec<TokenStream> = if self.user {
            vec![quote!(if #krate::__private::is_user_channel(__channel) { #krate::__private::decode::<Self>(__data) })]
        } else {
            self.channels.iter().map(|channel| channel.decode(self, &lifetime)).collect()
        };
        quote! {
            #[automatically_derived]
            impl #impl_generics #krate::DecodeEvent<#lifetime> for #ident #type_generics #where_clause {
                fn decode_event(
                    __channel: &#lifetime ::core::primitive::str,
                    __event: &::core::primitive::str,
                    __data: &#lifetime ::core::primitive::str,
                ) -> ::core::option::Option<::core::result::Result<Self, #krate::DecodeEventError>> {
                    if __event != <Self as #krate::Event>::NAME {
                        return ::core::option::Option::None;
                    }
                    #(#attempts else)* { return ::core::option::Option::None; }
                }
            }
        }
    }

    /// What is proved of the event's channels together.
    fn expand_checks(&self, name: &str) -> TokenStream {
        let krate = &self.krate;
        let generics = ImplGenerics(&self.input.generics);
        let label = item::bare(&self.input.ident);
        let addressed: Vec<TokenStream> =
            self.channels.iter().filter(|channel| channel.is_addressed()).map(EventChannel::ty).collect();
        let plain = addressed.iter().filter(|_| addressed.len() > 1).map(|ty| {
            let check = quote!(#krate::__private::check_plain(#label, &<#ty as #krate::Channel>::PATTERN));
            item::at(ty.span(), check)
        });
        let foreign = self.channels.iter().filter(|channel| matches!(channel, EventChannel::Type { .. }));
        let client = foreign.filter(|_| name.starts_with("client-")).map(|channel| {
            let ty = channel.ty();
            let check = quote!(#krate::__private::check_client_event(#name, &<#ty as #krate::Channel>::PATTERN));
            item::at(ty.span(), check)
        });
        let checks: Vec<TokenStream> = plain.chain(client).collect();
        // What a generic event's channels are is known where it is used; the
        // client checks the channels of every trigger once more.
        if checks.is_empty() || !generics.is_concrete() || !self.input.generics.params.is_empty() {
            return TokenStream::new();
        }
        quote!(#(const _: () = #checks;)*)
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
        let krate = &self.krate;
        let event = self.impl_of(&quote!(#krate::Event), &quote!(const NAME: &'static ::core::primitive::str = "";));
        let aliases = self.channels.iter().filter_map(EventChannel::alias);
        let markers = [quote!(FromServer), quote!(FromClient), quote!(UserEvent)];
        let markers = markers.iter().map(|marker| self.impl_of(&quote!(#krate::#marker), &TokenStream::new()));
        let on = self.channel_types().into_iter().map(|ty| self.impl_of(&quote!(#krate::EventOn<#ty>), &TokenStream::new()));
        let channels = quote! {
            fn channels(&self) -> ::core::result::Result<::std::vec::Vec<#krate::ChannelName>, #krate::ChannelNameError> { loop {} }
        };
        let addressed = self.impl_of(&quote!(#krate::Addressed), &channels);
        let events = quote!(const EVENTS: #krate::__private::Events = #krate::__private::Events::Any(&[]););
        let set = self.impl_of(&quote!(#krate::EventSet), &events);
        let lifetime = Lifetime::new("'__pusher", Span::call_site());
        let (ident, own) = (&self.input.ident, self.generics());
        let generics = ImplGenerics(&own).with_lifetime(&lifetime, std::iter::empty(), &TokenStream::new());
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = self.input.generics.split_for_impl();
        quote! {
            #(#aliases)* #event #(#markers)* #(#on)* #addressed #set
            impl #impl_generics #krate::DecodeEvent<#lifetime> for #ident #type_generics #where_clause {
                fn decode_event(
                    _: &#lifetime ::core::primitive::str, _: &::core::primitive::str, _: &#lifetime ::core::primitive::str,
                ) -> ::core::option::Option<::core::result::Result<Self, #krate::DecodeEventError>> { loop {} }
            }
        }
    }
}

impl EventChannel {
    fn ty(&self) -> TokenStream {
        match self {
            EventChannel::Own { decl, .. } => {
                let (ident, literal) = (&decl.ident, decl.pattern.as_ref().map(|pattern| &pattern.literal));
                let (_, arguments, _) = decl.generics.split_for_impl();
                let span = literal.map_or_else(Span::call_site, |literal| literal.span());
                quote_spanned!(span=> #ident #arguments)
            }
            EventChannel::Type { path, alias, .. } => alias.as_ref().map_or_else(|| path.to_token_stream(), Ident::to_token_stream),
        }
    }

    /// The declaration of the name that generated code uses for a channel type.
    ///
    /// With one place that names the type, a type that does not exist is one error.
    fn alias(&self) -> Option<TokenStream> {
        match self {
            EventChannel::Type { path, alias: Some(alias), .. } => Some(quote!(type #alias = #path;)),
            _ => None,
        }
    }

    /// Whether the event's fields say which channel it is.
    fn is_addressed(&self) -> bool {
        !matches!(self, EventChannel::Type { fields: None, .. })
    }

    /// The name of the channel that an event goes to, as a `Result`.
    fn name(&self, event: &EventDecl<'_>) -> Option<TokenStream> {
        let krate = &event.krate;
        let ty = self.ty();
        match self {
            EventChannel::Own { decl, .. } => {
                let params = decl.placed().into_iter().map(|field| channel::param(krate, field));
                Some(quote!(#krate::__private::name_of::<#ty>(&[#(#params),*])))
            }
            EventChannel::Type { fields: None, .. } => None,
            EventChannel::Type { path, alias, fields: Some(fields) } => {
                let name = quote_spanned!(ty.span()=> #krate::__private::channel_name::<#ty>);
                let path = alias.as_ref().map_or_else(|| item::in_expression(path).to_token_stream(), Ident::to_token_stream);
                let channel = channel_literal(&path, fields);
                Some(quote!(#name(&#channel)))
            }
        }
    }

    /// `if channel fits { decode }`; the value is the decoded event.
    fn decode(&self, event: &EventDecl<'_>, lifetime: &Lifetime) -> TokenStream {
        let krate = &event.krate;
        let ty = self.ty();
        let parse = quote_spanned!(ty.span()=> <#ty as #krate::ParseChannel<#lifetime>>::parse_channel);
        let fills = self.fills();
        let decode = if fills.is_empty() {
            quote!(#krate::__private::decode::<Self>(__data))
        } else {
            let fills = fills.into_iter().map(|(event_field, channel_field)| {
                quote!(__decoded.#event_field = __parsed.#channel_field;)
            });
            quote! {
                #krate::__private::decode_and::<Self>(__data, |__decoded| { #(#fills)* })
            }
        };
        let bound = if self.fills().is_empty() { quote!(_) } else { quote!(__parsed) };
        quote!(if let ::core::option::Option::Some(#bound) = #parse(__channel) { #decode })
    }

    /// The event's fields that serde skips, and the channel's fields that they are filled from.
    fn fills(&self) -> Vec<(&Ident, &Ident)> {
        match self {
            EventChannel::Own { skipped, .. } => skipped.iter().map(|ident| (ident, ident)).collect(),
            EventChannel::Type { fields: None, .. } => Vec::new(),
            EventChannel::Type { fields: Some(fields), .. } => {
                let skipped = fields.iter().filter(|field| field.skipped);
                skipped.map(|field| (&field.source.event_field, &field.source.channel_field)).collect()
            }
        }
    }
}

/// `OrderChannel { id: self.id.clone() }`
fn channel_literal(path: &TokenStream, fields: &[ChannelFieldSource]) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let (channel_field, event_field) = (&field.source.channel_field, &field.source.event_field);
        let value = quote_spanned!(event_field.span()=> ::core::clone::Clone::clone(&self.#event_field));
        quote!(#channel_field: #value)
    });
    quote!(#path { #(#fields),* })
}

fn expand_struct(decl: &ChannelDecl, vis: &Visibility, event: &Ident, valid: bool) -> TokenStream {
    let (krate, ident) = (&decl.krate, &decl.ident);
    let (_, type_generics, where_clause) = decl.generics.split_for_impl();
    let text = decl.pattern.as_ref().map(|pattern| pattern.literal.value()).unwrap_or_default();
    let doc = format!("The channel of [`{event}`]: `{text}`.");
    let fields = decl.fields.iter().map(|field| {
        let (vis, name, ty) = (&field.vis, &field.ident, &field.ty);
        let doc = format!("`<{}>` in the channel's name.", item::bare(name));
        quote!(#[doc = #doc] #vis #name: #ty)
    });
    let label = ident.to_string();
    let impls = item::sealed(&if valid { decl.expand() } else { decl.expand_fallback() });
    let bounded = decl.bounded();
    let (bounded_generics, _, bounded_where) = bounded.split_for_impl();
    let by_name = item::sealed(&quote! {
        #[automatically_derived]
        impl #bounded_generics ::core::fmt::Debug for #ident #type_generics #bounded_where {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #krate::__private::debug_channel(self, #label, __f)
            }
        }
        #[automatically_derived]
        impl #bounded_generics ::core::cmp::PartialEq for #ident #type_generics #bounded_where {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                #krate::__private::same_name(self, __other)
            }
        }
    });
    let params = &decl.generics.params;
    let params = if params.is_empty() { TokenStream::new() } else { quote!(<#params>) };
    let body = if decl.fields.is_empty() { quote!(#where_clause;) } else { quote!(#where_clause { #(#fields),* }) };
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone)]
        #vis struct #ident #params #body
        #impls
        #by_name
    }
}
